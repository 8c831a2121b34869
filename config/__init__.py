"""Composition root: settings, addresses, workers, schedule, and what each app is given."""
