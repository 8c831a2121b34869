"""Doors of casework: attachments, notices, masked numbers."""
