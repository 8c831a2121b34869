"""The broadcasting desk: scripts, schedules, announcements."""
