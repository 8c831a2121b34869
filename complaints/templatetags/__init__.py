"""Tags of the complaint desk."""
