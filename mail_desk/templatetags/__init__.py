"""Pieces of the mail desk's tables."""
