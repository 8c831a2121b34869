"""Doors of the board and the search."""
