"""What people and doors do to the mall's rows."""
