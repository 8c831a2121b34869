"""The worker: Celery is only the hands, what is due stands in the database."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init

from config import broker

broker.mend()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("fuwutai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def logs_of_the_house(**_kwargs: Any) -> None:
    """Use Django's logging (JSON, personal data filtered) instead of Celery's."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def beats_of_the_house(**_kwargs: Any) -> None:
    """Write a heartbeat after each job of the schedule."""
    import config.heartbeats  # noqa: F401  importing connects it
