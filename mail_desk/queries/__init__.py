"""Reads of the mail desk, shaped for its pages."""
