"""The doors of the register."""
