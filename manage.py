#!/usr/bin/env python
"""Django's commands for Fuwutai."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a command; the embedded database is started on demand by the settings' services."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as missing:
        print(f"Cause: {missing}.\nCure:  make setup, then .venv/bin/python manage.py …")
        sys.exit(1)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
