"""The shape of what people write into the register."""
