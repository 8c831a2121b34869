"""The doors of the mail desk."""
