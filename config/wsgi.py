"""The web process."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("FUWUTAI_PROCESS", "web")

from django.core.wsgi import get_wsgi_application

from config.collector import spare_what_is_loaded

application = get_wsgi_application()
spare_what_is_loaded()
