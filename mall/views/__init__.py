"""Doors of the mall."""
