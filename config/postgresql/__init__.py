"""Django's PostgreSQL engine that first sees to it that the embedded server runs."""
