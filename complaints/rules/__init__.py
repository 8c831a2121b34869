"""What stands in the way of an act on a complaint; no writes, no HTTP."""
