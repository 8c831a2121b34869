"""Where: floors, zones, units, departments, desks and lifts."""

from __future__ import annotations

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

UNIT_NUMBER = r"^[A-Z][0-9]{4}$"


@pghistory.track()
class Floor(models.Model):
    """A level of the mall, B1 to 8F."""

    code = models.CharField(_("code"), max_length=3, unique=True, help_text=_("B1, 1F … 8F"))
    level = models.SmallIntegerField(_("level"), unique=True, help_text=_("-1 is B1; floors sort by it."))
    name = models.CharField(
        _("name"), max_length=20, help_text=_("As Chinese pages and slips write it; English pages write the code.")
    )
    department = models.ForeignKey(
        "mall.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="floors",
        verbose_name=_("kept by department"),
        help_text=_("Its head names the A-class merchants of this floor; empty: the on-site department."),
    )
    digit = models.CharField(
        _("digit in unit numbers"), max_length=1, unique=True, help_text=_("The second character of a unit number.")
    )

    class Meta:
        ordering = ("level",)
        verbose_name = _("floor")
        verbose_name_plural = _("floors")

    def __str__(self) -> str:
        """Return the name in Chinese, the code in English."""
        return self.code if get_language() == "en" else self.name


@pghistory.track()
class Zone(models.Model):
    """The letter part of a unit number."""

    letter = models.CharField(
        _("letter"),
        max_length=1,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]$")],
        help_text=_("The first character of a unit number, A to Z."),
    )
    name = models.CharField(_("name"), max_length=20, help_text=_("How the part of the mall is called."))
    name_en = models.CharField(
        _("English name"), max_length=40, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )

    class Meta:
        ordering = ("letter",)
        verbose_name = _("zone")
        verbose_name_plural = _("zones")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


@pghistory.track()
class Unit(models.Model):
    """A shop room, known by its number: zone letter, floor digit, three more digits (A1105)."""

    number = models.CharField(
        _("unit number"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(UNIT_NUMBER)],
        help_text=_("Zone letter, floor digit, three more digits: A1105. The counter finds shops by it."),
    )
    floor = models.ForeignKey(
        Floor,
        models.PROTECT,
        related_name="units",
        verbose_name=_("floor"),
        help_text=_("Complaints of this unit count for this floor."),
    )
    zone = models.ForeignKey(
        Zone,
        models.PROTECT,
        related_name="units",
        verbose_name=_("zone"),
        help_text=_("The part of the mall: the first letter of the number."),
    )
    area = models.DecimalField(
        _("area (m²)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of the room itself; empty when not measured."),
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: nobody can move in, and the counter no longer offers it.")
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("For example: joined with the room beside it.")
    )

    class Meta:
        ordering = ("number",)
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=UNIT_NUMBER), name="unit_number_shape"),
            models.CheckConstraint(condition=Q(area__isnull=True) | Q(area__gt=0), name="unit_area_positive"),
        ]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Department(models.Model):
    """A department that can be asked, answers and is told."""

    CUSTOMER_SERVICE = "customer-service"
    ONSITE = "onsite"

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short name for spreadsheets and imports, in Latin letters; it stays.")
    )
    name = models.CharField(_("name"), max_length=40, help_text=_("As slips, lists and letters write it."))
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )
    takes_complaints = models.BooleanField(
        _("can be asked to handle complaints"),
        default=True,
        help_text=_("Offered when the desk hands a complaint over."),
    )
    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_("For letters to the department; notices go to its people and its group chat."),
    )
    notice_url = models.CharField(
        _("group-chat address"),
        max_length=300,
        blank=True,
        help_text=_("WeCom, DingTalk or Feishu robot, in the form the notices program understands."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Lists show small numbers first."))
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: asked nothing any more; its old cases stay readable.")
    )

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


@pghistory.track()
class Desk(models.Model):
    """A front desk: five round the mall, and the named ones on 4F and 8F (DESK-07, DESK-08)."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short name for spreadsheets and imports, in Latin letters; it stays.")
    )
    name = models.CharField(_("name"), max_length=40, help_text=_("As the shell, the queue and the slips write it."))
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )
    floor = models.ForeignKey(
        Floor, models.PROTECT, related_name="desks", verbose_name=_("floor"), help_text=_("Where people find it.")
    )
    position = models.CharField(
        _("position"),
        max_length=60,
        blank=True,
        help_text=_("Entrance, escalator or hall beside it, to show people the way."),
    )
    phone = models.CharField(
        _("desk phone"), max_length=20, blank=True, help_text=_("The number people and departments call.")
    )
    functions = models.CharField(
        _("special functions"),
        max_length=200,
        blank=True,
        help_text=_("What only this desk does: parcels, broadcasting, deposit …"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Lists show small numbers first."))
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: no longer offered as a usual desk; its old cases stay.")
    )

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


@pghistory.track()
class Lift(models.Model):
    """A lift as a place."""

    class Kind(models.TextChoices):
        """What it carries."""

        PASSENGER = "passenger", _("Passenger lift")
        FREIGHT = "freight", _("Freight lift")
        ESCALATOR = "escalator", _("Escalator")

    code = models.CharField(
        _("code"), max_length=20, unique=True, help_text=_("The number on the lift's plate, for example KT-1.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, help_text=_("Whether it carries people or goods."))
    position = models.CharField(_("position"), max_length=60, help_text=_("Hall or entrance where people find it."))
    floors = models.ManyToManyField(Floor, blank=True, verbose_name=_("floors served"), help_text=_("Where it stops."))
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Out of use: taken down or shut for good."))

    class Meta:
        ordering = ("code",)
        verbose_name = _("lift")
        verbose_name_plural = _("lifts")

    def __str__(self) -> str:
        return self.code
