"""How much: values that replace the default of a named limit from a day on (handbook 3.30)."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Limit(models.Model):
    """A value of a named limit, in force from a day until a later one replaces it.

    The names, kinds, units, defaults and rule numbers are declared in `mall.limits`.
    """

    name = models.CharField(_("limit"), max_length=60)
    value = models.JSONField(_("value"))
    valid_from = models.DateField(_("valid from"))
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        ordering = ("name", "-valid_from")
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        constraints = [models.UniqueConstraint(fields=("name", "valid_from"), name="limit_one_value_a_day")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value} ({self.valid_from})"
