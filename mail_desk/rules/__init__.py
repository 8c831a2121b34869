"""What forbids an act of the mail desk, and what follows from what is written on an item."""
