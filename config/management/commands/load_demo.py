"""`manage.py load_demo`: the demo mall, in an empty installation with DEMO=1 only."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from config.demo.mall import load_demo
from mall.models import User


class Command(BaseCommand):
    help = "Make the demo mall: invented people, shops and fourteen months of complaints."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMO:
            raise CommandError("Demo data loads only with DEMO=1, and never in production.")
        if User.objects.exists():
            raise CommandError("There are people here already; demo data loads into an empty installation only.")
        began = time.monotonic()
        with translation.override("zh-hans"):
            load_demo(now=timezone.now(), password=settings.DEMO_PASSWORD, say=self._say)
        self.stdout.write(f"Demo mall ready in {time.monotonic() - began:.0f} s.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"  demo: {sentence}")
        self.stdout.flush()
