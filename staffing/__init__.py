"""Rosters, duty, handover, leave, swaps, meetings, performance."""
