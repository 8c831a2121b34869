"""The complaint desk: from the counter to the closed file."""
