"""The address under which somebody's own calendar program reads the shifts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class CalendarFeed(models.Model):
    """One secret address of a person's shifts; only its hash is kept, so that nobody can read it here."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="calendar_feeds", verbose_name=_("person"))
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=("person",), condition=Q(revoked_at=None), name="calendar_feed_one_in_use_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%Y-%m-%d}"
