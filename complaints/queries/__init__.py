"""Reads across complaints, shaped for a page."""
