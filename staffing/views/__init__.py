"""Doors of staffing."""
