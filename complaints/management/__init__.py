"""Commands of the complaint desk."""
