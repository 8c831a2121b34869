"""Reads across all apps, shaped for the board and the search page."""
