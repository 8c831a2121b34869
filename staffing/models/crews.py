"""Who covers which desks: crews, their desks and their people, and what a desk needs beyond the mall's hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date

    from ui.obstacles import StrOrPromise

PERSON = settings.AUTH_USER_MODEL


def one_at_a_time(name: str, column: str) -> ExclusionConstraint:
    """No two periods of the same key overlap. int8range needs no btree_gist, which the embedded server lacks."""
    key = Func(F(column), F(column), Value("[]"), function="int8range", output_field=IntegerField())
    return ExclusionConstraint(
        name=name, expressions=[(key, RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)]
    )


def refuse_overlap(row: CrewDesk | CrewMember, field: str, words: StrOrPromise) -> None:
    """Say in words what the database would refuse. Raises ValidationError."""
    key = getattr(row, f"{field}_id")
    if key is None or row.period is None:
        return  # the fields themselves say so
    there = type(row).objects.filter(**{field: key}, period__overlap=row.period)
    if there.exclude(pk=row.pk).exists():
        raise ValidationError({"period": words})


def all_but_exclusions(row: models.Model) -> Any:
    """The constraints Django can try by itself: it asks an exclusion over a key of another table of the wrong row."""
    return [
        (model, [one for one in constraints if not isinstance(one, ExclusionConstraint)])
        for model, constraints in models.Model.get_constraints(row)
    ]


class InForceQuerySet(models.QuerySet):  # type: ignore[type-arg]  # rows of several models
    """Words for rows that hold for a time."""

    def on(self, day: date) -> InForceQuerySet:
        """Those that hold on a day."""
        return self.filter(period__contains=day)


@pghistory.track()
class Crew(models.Model):
    """People who take turns at the same desks (ROST-01, ROST-02)."""

    class Noon(models.TextChoices):
        """When the desks of the crew share the noon duty (ROST-03)."""

        ALWAYS = "always", _("each desk has its own")
        HEADCOUNT = "headcount", _("by headcount: shared when people are short")
        SHARED = "shared", _("always shared")

    code = models.SlugField(_("code"), unique=True, help_text=_("Short name in Latin letters; it stays."))
    name = models.CharField(_("name"), max_length=40, help_text=_("As rosters write it."))
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )
    noon = models.CharField(
        _("noon duty"),
        max_length=9,
        choices=Noon,
        default=Noon.ALWAYS,
        help_text=_("Where it is shared, the rows of the desks say which of them take it in turn."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Lists show small numbers first."))
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Out of use: laid out no more."))

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("crew")
        verbose_name_plural = _("crews")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


@pghistory.track()
class CrewDesk(models.Model):
    """A desk that a crew covers for a time; a desk belongs to one crew at a time (ROST-03, ROST-20)."""

    class Noon(models.TextChoices):
        """Who has the noon duty while it is shared."""

        OWN = "own", _("always its own")
        IN_TURN = "in_turn", _("in turn with the other desks in turn")
        IN_TURN_OR_NONE = "or_none", _("in turn; none with very few people")

    crew = models.ForeignKey(Crew, models.PROTECT, related_name="desks", verbose_name=_("crew"))
    desk = models.ForeignKey("mall.Desk", models.PROTECT, related_name="crews", verbose_name=_("desk"))
    people = models.PositiveSmallIntegerField(
        _("people at least"), default=1, help_text=_("At any minute the desk is open, also while others walk.")
    )
    noon = models.CharField(
        _("noon duty when shared"),
        max_length=8,
        choices=Noon,
        default=Noon.OWN,
        help_text=_("Counts only while the crew shares its noon duty."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("The rotation goes in this order."))
    period = DateRangeField(_("period"), help_text=_("From the first day up to, not including, the day it ended."))

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ("crew", "order", "id")
        verbose_name = _("desk of a crew")
        verbose_name_plural = _("desks of crews")
        constraints = [
            one_at_a_time("crew_desk_one_crew_at_a_time", "desk_id"),
            models.CheckConstraint(condition=Q(period__isempty=False), name="crew_desk_lasts_a_day"),
            models.CheckConstraint(condition=Q(people__gte=1), name="crew_desk_needs_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.crew_id} · {self.desk_id}"

    def clean(self) -> None:
        """A desk belongs to one crew at a time. Raises ValidationError."""
        refuse_overlap(self, "desk", _("This desk is with a crew already in this period: end that row first."))

    def get_constraints(self) -> Any:
        """Leave out what `clean` has said."""
        return all_but_exclusions(self)


@pghistory.track()
class CrewMember(models.Model):
    """A person in a crew and a squad for a time; in one crew at a time (ROST-01, ROST-04)."""

    class Squad(models.TextChoices):
        """Which half of the noon duty the person has in the first half of a month; in the second it is the other."""

        A = "A", _("Squad A")
        B = "B", _("Squad B")

    crew = models.ForeignKey(Crew, models.PROTECT, related_name="members", verbose_name=_("crew"))
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="crews", verbose_name=_("person"))
    squad = models.CharField(_("squad"), max_length=1, choices=Squad)
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("The order on the roster."))
    period = DateRangeField(_("period"), help_text=_("From the first day up to, not including, the day it ended."))

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ("crew", "order", "id")
        verbose_name = _("member of a crew")
        verbose_name_plural = _("members of crews")
        constraints = [
            one_at_a_time("crew_member_one_crew_at_a_time", "person_id"),
            models.CheckConstraint(condition=Q(period__isempty=False), name="crew_member_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.crew_id} · {self.person_id}"

    def clean(self) -> None:
        """A person is in one crew at a time. Raises ValidationError."""
        refuse_overlap(self, "person", _("The person is in a crew already in this period: end that row first."))

    def get_constraints(self) -> Any:
        """Leave out what `clean` has said."""
        return all_but_exclusions(self)


@pghistory.track()
class DeskDemand(models.Model):
    """Other hours or more people than the mall's hours ask of a desk, in a season or always (DESK-02)."""

    desk = models.ForeignKey("mall.Desk", models.PROTECT, related_name="demands", verbose_name=_("desk"))
    season = models.ForeignKey(
        "mall.Season",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("season"),
        help_text=_("Empty: in every season."),
    )
    opens_at = models.TimeField(_("opens at"), null=True, blank=True, help_text=_("Empty: with the mall's desks."))
    closes_at = models.TimeField(_("closes at"), null=True, blank=True, help_text=_("Empty: with the mall's desks."))
    people = models.PositiveSmallIntegerField(_("people at least"), default=1)
    period = DateRangeField(_("period"), help_text=_("From the first day up to, not including, the day it ended."))

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ("desk", "id")
        verbose_name = _("demand of a desk")
        verbose_name_plural = _("demands of desks")
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="desk_demand_lasts_a_day"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="desk_demand_opens_before_closing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.people}"
