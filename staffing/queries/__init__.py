"""Reads of staffing, shaped for its pages."""
