"""What forbids laying, publishing and changing a roster, and what its bounds are."""
