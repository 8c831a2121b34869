"""Commands of the mail desk."""
