"""The folder, its number, its timeline, who may see it, its text for the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mall.roles import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

PERSON = settings.AUTH_USER_MODEL


class FolderQuerySet(models.QuerySet["Folder"]):
    """Words for folders."""

    def open(self) -> FolderQuerySet:
        """Matters that are not closed. The condition repeats that of the partial indexes, word for word."""
        return self.filter(closed_at=None, is_file=False)

    def overdue(self, at: datetime) -> FolderQuerySet:
        """Open matters whose nearest deadline has passed."""
        return self.open().filter(due_at__lte=at)

    def visible_to(self, user: User) -> FolderQuerySet:
        """The one visibility rule, used by list, open, count, search, export, print, attachment and slot alike.

        The person a matter is about never sees it. Kept files are read by whoever may read files. Matters are
        read by those who see all departments, by the department that owns the folder, and by whoever an
        Audience row lets in. A confidential folder needs its own permission or an Audience row.
        """
        if not user.is_active:
            return self.none()
        seen = Q()
        if user.may(Permission.ALL_FOLDERS):
            secret = Q() if user.may(Permission.CONFIDENTIAL_READ) else Q(confidential=False)
            seen |= Q(is_file=False) & secret
        elif user.may(Permission.COMPLAINT_READ):
            seen |= Q(is_file=False, confidential=False, department__in=user.department_ids)
        if user.may(Permission.FILE_READ):
            seen |= Q(is_file=True, confidential=False)
        # The audience is asked last: what the role shows anyhow needs no look into another table.
        seen |= Q(Listed(INVITED, user.pk, user.department_ids))
        return self.filter(seen, ~Q(Listed(SHUT_OUT, user.pk)))


INVITED = """EXISTS (
    SELECT 1 FROM casework_audience AS listed
    WHERE listed.folder_id = {folder} AND may <> 'nothing' AND (person_id = %s OR department_id = ANY(%s))
)"""
# The few folders a person is kept out of are read once, not looked up for each folder there is.
SHUT_OUT = "{folder} IN (SELECT folder_id FROM casework_audience WHERE may = 'nothing' AND person_id = %s)"


class Listed(models.Func):
    """Whether the Audience rows of the folder fit a condition, written out.

    Every page asks for visible folders several times, and compiling the ORM's own words for it costs a millisecond
    each time. The condition is a constant of this module; what varies are its values.
    """

    output_field = models.BooleanField()

    def __init__(self, condition: str, *values: object) -> None:
        """Take the condition, which names the `{folder}`, and its values in order."""
        super().__init__(F("pk"))
        self.condition, self.values = condition, values

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the condition, tied to the folder of the query it stands in."""
        del connection
        (folder,) = self.get_source_expressions()
        own, params = compiler.compile(folder)
        return self.condition.replace("{folder}", own), (*params, *self.values)


class Folder(models.Model):
    """What everything the department handles has: a number, a kind, a place, a deadline, an end.

    A folder is a matter (opened, due, closed) or a file (kept: a merchant). Everything a queue filters or sorts
    by stands here, so that a queue joins the desk's own table for one page of rows only.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    stage = models.CharField(_("stage"), max_length=24, blank=True, help_text=_("The desk's own state, copied here."))
    title = models.CharField(_("title"), max_length=200)
    department = models.ForeignKey(
        "mall.Department", models.PROTECT, related_name="folders", verbose_name=_("department"), db_index=False
    )
    desk = models.ForeignKey(
        "mall.Desk", models.PROTECT, null=True, blank=True, related_name="folders", verbose_name=_("desk")
    )
    handler = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="handled_folders", verbose_name=_("handler")
    )
    is_file = models.BooleanField(_("kept file"), default=False)
    confidential = models.BooleanField(_("confidential"), default=False)
    safety = models.BooleanField(_("safety"), default=False)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0, help_text=_("Severity as a number, for sorting."))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("opened by"), db_index=False)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True, help_text=_("The nearest running deadline."))
    warn_at = models.DateTimeField(_("soon from"), null=True, blank=True)
    due_kind = models.CharField(_("what is due"), max_length=24, blank=True)
    due_department = models.ForeignKey(
        "mall.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("due at"),
        db_index=False,
    )
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by"), db_index=False
    )
    erased_at = models.DateTimeField(_("personal data erased at"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = FolderQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-id")
        verbose_name = _("folder")
        verbose_name_plural = _("folders")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="folder_closed_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="folder_closed_after_opened"
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(due_at=None), name="folder_closed_is_not_due"),
            models.CheckConstraint(condition=Q(is_file=False) | Q(due_at=None), name="folder_file_is_never_due"),
        ]
        indexes = [
            models.Index(
                fields=("kind", "due_at", "id"), condition=Q(closed_at=None, is_file=False), name="folder_open_due"
            ),
            models.Index(
                fields=("kind", "stage", "due_at", "id"),
                condition=Q(closed_at=None, is_file=False),
                name="folder_open_stage",
            ),
            models.Index(
                fields=("department", "due_at", "id"),
                condition=Q(closed_at=None, is_file=False),
                name="folder_open_department",
            ),
            models.Index(
                fields=("handler", "due_at", "id"),
                condition=Q(closed_at=None, is_file=False),
                name="folder_open_handler",
            ),
            models.Index(
                fields=("desk", "due_at", "id"), condition=Q(closed_at=None, is_file=False), name="folder_open_desk"
            ),
            models.Index(
                fields=("due_at", "id"), condition=Q(closed_at=None, is_file=False), name="folder_open_any_due"
            ),
            models.Index(fields=("kind", "-opened_at", "-id"), name="folder_kind_newest"),
            models.Index(fields=("-opened_at", "-id"), name="folder_newest"),
            models.Index(fields=("department", "kind", "-opened_at", "-id"), name="folder_department_newest"),
            models.Index(fields=("kind", "closed_at"), condition=Q(closed_at__isnull=False), name="folder_closed"),
        ]

    def __str__(self) -> str:
        return self.number


class NumberCounter(models.Model):
    """The last number given out for a kind on a day; locked while one is taken (gaps allowed, never re-used)."""

    prefix = models.CharField(max_length=4)
    on = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("prefix", "on"), name="number_counter_one_per_kind_and_day")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.on:%Y%m%d}-{self.last:04}"


class Entry(models.Model):
    """One line of a folder's timeline: what was done, when, by whom. Append-only, holds no personal data (HAND-08).

    `facts` are ids, numbers and field names; names, phones and texts stand in their own rows.
    `by` is null when the system itself acted.
    """

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="entries", db_index=False)
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", db_index=False)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=("folder", "at", "id"), name="entry_of_folder")]
        triggers = [pgtrigger.Protect(name="entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.verb}"


class Audience(models.Model):
    """A department or a person let in to a folder, or a person kept out of it."""

    class May(models.TextChoices):
        """What they may do with it."""

        READ = "read", _("Read")
        HANDLE = "handle", _("Handle")
        NOTHING = "nothing", _("Never see or be told")

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="audience")
    department = models.ForeignKey("mall.Department", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    may = models.CharField(max_length=8, choices=May, default=May.READ)
    restored_to = models.CharField(
        max_length=8,
        blank=True,
        default="",
        db_default="",
        help_text=_("What a person kept out for a time may do again afterwards; empty: kept out for good."),
    )

    #: Kept out for a time, and not let in before by a row of his own.
    UNLISTED = "unlisted"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None, person__isnull=False) | Q(department__isnull=False, person=None),
                name="audience_department_or_person",
            ),
            models.CheckConstraint(
                condition=Q(department=None) | ~Q(may="nothing"), name="audience_only_persons_are_shut_out"
            ),
            models.CheckConstraint(
                condition=Q(restored_to="") | Q(may="nothing", restored_to__in=("unlisted", "read", "handle")),
                name="audience_restored_once_shut_out",
            ),
            models.UniqueConstraint(
                fields=("folder", "department"), condition=Q(department__isnull=False), name="audience_department_once"
            ),
            models.UniqueConstraint(
                fields=("folder", "person"), condition=Q(person__isnull=False), name="audience_person_once"
            ),
        ]
        indexes = [
            models.Index(fields=("department", "folder"), name="audience_by_department"),
            models.Index(fields=("person", "may", "folder"), name="audience_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.may}"


class SearchText(models.Model):
    """The words of a folder, normalised, under an expression index of 2-grams (design 8).

    A table of its own, so that an act that changes no word re-writes no grams.
    """

    folder = models.OneToOneField(Folder, models.CASCADE, primary_key=True, related_name="search_text")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.folder_id}"


class PhoneTail(models.Model):
    """A phone of a folder as blind indexes: found by its whole or by its last four digits, readable by nobody."""

    folder = models.ForeignKey(Folder, models.CASCADE, related_name="phone_tails", db_index=False)
    whole = models.CharField(max_length=32, db_index=True)
    last4 = models.CharField(max_length=32)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("folder", "whole"), name="phone_tail_once")]
        indexes = [models.Index(fields=("last4", "-opened_at", "-folder"), name="phone_tail_newest")]

    def __str__(self) -> str:
        return f"{self.folder_id}"
