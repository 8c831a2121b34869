"""The doors of the complaint desk."""
