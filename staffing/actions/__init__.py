"""What staffing does."""
