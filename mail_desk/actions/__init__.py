"""What the mail desk does."""
