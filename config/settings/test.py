"""Settings of the tests: the same product, quicker hashes, no pool, mail kept in memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from config.settings import *
from config.settings import DATABASES, LOGGING, NOTICE_URLS, STORAGES, TEMPLATES

DEBUG = False
DEMO = True
SECRET_KEY = "tests-only-" + "0" * 50
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
OTP_REQUIRED = False
NOTICE_URLS.clear()
SECURE_SSL_REDIRECT = False

# Runs that share a server (several checkouts, several people) take a suffix each.
_SUFFIX = os.environ.get("TEST_DATABASE_SUFFIX", "")
DATABASES["default"]["TEST"] = {
    "NAME": f"test_fuwutai_{_SUFFIX}" if _SUFFIX else "test_fuwutai",
}
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

MEDIA_ROOT = Path(tempfile.gettempdir()) / f"fuwutai-test-media-{os.getpid()}"
STORAGES["default"]["OPTIONS"] = {"location": str(MEDIA_ROOT), "base_url": None}
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
TEMPLATES[0]["OPTIONS"]["debug"] = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING["root"]["level"] = "CRITICAL"

CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = "memory://"

# Limits and calendars are read by every request anew, so that counts of queries are the same each time.
HELD_PER_REQUEST = True
