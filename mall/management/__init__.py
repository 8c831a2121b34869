"""Commands of the mall."""
