"""What the templates of staffing say."""
