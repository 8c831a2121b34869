"""Meetings: their kinds, notices, participants, minutes, actions and what goes upward (MEET, F-69)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.bilingual import in_english
from mall.models import Department
from mall.roles import Permission, Role

if TYPE_CHECKING:
    from mall.models import User

PERSON = settings.AUTH_USER_MODEL
#: Who reads and answers what any department could not solve (MEET-09); what customer service could not, its manager.
ABOVE_ALL = (Role.DEPUTY_GM, Role.GENERAL_MANAGER)


@pghistory.track()
class MeetingKind(models.Model):
    """A kind of meeting with its usual hour, and how long before it is announced (MEET-01…05)."""

    class Rhythm(models.TextChoices):
        """When it comes round."""

        DAILY = "daily", pgettext_lazy("meeting", "every day")
        WEEKLY = "weekly", pgettext_lazy("meeting", "every week")
        MONTHLY = "monthly", pgettext_lazy("meeting", "last such day of the month")
        NONE = "none", pgettext_lazy("meeting", "when it is called")

    code = models.SlugField(_("code"), unique=True, help_text=_("Short name in Latin letters; it stays."))
    name = models.CharField(_("name"), max_length=40, help_text=_("As notices and minutes write it."))
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )
    rhythm = models.CharField(
        _("rhythm"),
        max_length=7,
        choices=Rhythm,
        default=Rhythm.NONE,
        help_text=_("The day a new notice proposes; it can be changed there."),
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), null=True, blank=True, help_text=_("0 is Monday, 6 is Sunday; for weekly and monthly ones.")
    )
    begins_at = models.TimeField(
        _("usually begins"), null=True, blank=True, help_text=_("The hour a new notice proposes.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("lasts (minutes)"), default=60, help_text=_("So long its participants are taken off the desks.")
    )
    notice_days = models.PositiveSmallIntegerField(
        _("announced days before"), default=0, help_text=_("0: it needs no notice in advance.")
    )
    change_days = models.PositiveSmallIntegerField(
        _("place and changes told days before"), default=0, help_text=_("0: until it begins.")
    )
    agenda = models.CharField(_("what is always on it"), max_length=300, blank=True, help_text=_("Begins the minutes."))
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Lists show small numbers first."))
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Out of use: announced no more."))

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("kind of meeting")
        verbose_name_plural = _("kinds of meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm__in=("daily", "none")) | Q(weekday__gte=0, weekday__lte=6),
                name="meeting_kind_names_its_weekday",
            ),
            models.CheckConstraint(
                condition=Q(rhythm="none") | Q(begins_at__isnull=False), name="meeting_kind_names_its_hour"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=720), name="meeting_kind_lasts"),
        ]

    def __str__(self) -> str:
        return (in_english() and self.name_en) or self.name


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Words for meetings."""

    def visible_to(self, user: User) -> MeetingQuerySet:
        """One's own; who holds meetings sees those of the department, the levels above what was reported to them."""
        mine = Q(pk__in=Participant.objects.filter(person=user).values("meeting")) | Q(chair=user)
        mine |= Q(announced_by=user) | Q(pk__in=MeetingAction.objects.filter(person=user).values("meeting"))
        mine |= Q(department__in=user.departments_where(Permission.STAFF_MEETING))
        reported = Q(pk__in=MeetingProblem.objects.filter(reported_at__isnull=False).values("meeting"))
        if user.has_role(*ABOVE_ALL):
            mine |= reported
        elif user.has_role(Role.MANAGER):
            mine |= reported & Q(department__code=Department.CUSTOMER_SERVICE)
        return self.filter(mine)


class Meeting(models.Model):
    """A meeting that was announced, and what came of it (F-69)."""

    class State(models.TextChoices):
        """Where it stands."""

        ANNOUNCED = "announced", pgettext_lazy("meeting", "Announced")
        FILED = "filed", _("Minutes filed")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")

    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    topic = models.CharField(_("topic"), max_length=120)
    place = models.CharField(_("place"), max_length=60)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    papers = models.CharField(_("papers to bring"), max_length=300, blank=True)
    notes = models.CharField(_("notes"), max_length=500, blank=True)
    chair = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("chair"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ANNOUNCED)
    announced_at = models.DateTimeField(_("announced at"))
    announced_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    late_reason = models.CharField(_("why it is announced so late"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    change_reason = models.CharField(_("why it is changed"), max_length=200, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)
    #: Of minutes and decisions, and of the attendance: who writes sees what another has written meanwhile.
    version = models.PositiveIntegerField(_("version"), default=1)
    seen_version = models.PositiveIntegerField(_("version of the attendance"), default=1)
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)
    filed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-begins_at", "-id")
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="meeting_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(topic="") & ~Q(place=""), name="meeting_says_what_and_where"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at": None, f"{act}_by": None})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"meeting_{act}_at_and_by_together",
                )
                for act in ("changed", "filed", "cancelled")
            ),
            models.CheckConstraint(
                condition=Q(state="announced", filed_at=None, cancelled_at=None)
                | Q(state="filed", filed_at__isnull=False, cancelled_at=None)
                | Q(state="cancelled", cancelled_at__isnull=False, filed_at=None),
                name="meeting_state_by_its_hours",
            ),
        ]
        indexes = [models.Index(fields=("-begins_at", "-id"), name="meeting_newest")]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        """Return the address of the meeting's page."""
        return reverse("staffing:meeting", args=[self.pk])

    def is_below(self, person: User) -> bool:
        """Whether the person is of a level above the meeting (MEET-09)."""
        if person.has_role(*ABOVE_ALL):
            return True
        return person.has_role(Role.MANAGER) and self.department.code == Department.CUSTOMER_SERVICE

    @property
    def origin(self) -> str:
        """What the participants' blocks on the roster come from."""
        return f"meeting:{self.pk}"


class Participant(models.Model):
    """Who is called to a meeting: the excuse, whether the person came, and the fine that follows (MEET-06, MEET-07)."""

    class Attendance(models.TextChoices):
        """How the person took part."""

        PRESENT = "present", pgettext_lazy("meeting", "Present")
        LATE = "late", pgettext_lazy("meeting", "Late")
        LEFT_EARLY = "left_early", _("Left early")
        ABSENT = "absent", pgettext_lazy("meeting", "Absent")
        EXCUSED = "excused", pgettext_lazy("meeting", "Excused")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="participants")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    excuse = models.CharField(_("excuse"), max_length=200, blank=True)
    excused_at = models.DateTimeField(_("excused at"), null=True, blank=True)
    attendance = models.CharField(_("attendance"), max_length=10, choices=Attendance, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Of being late or leaving early."))
    disturbed = models.BooleanField(_("disturbed seriously"), default=False)
    #: In yuan, as the limit stood on the day; recorded only, nothing is taken from the pay here.
    fine = models.PositiveSmallIntegerField(_("fine (yuan)"), default=0)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: What the participant writes down himself (MEET-10); nobody else reads it.
    own_record = models.TextField(_("own record"), blank=True)
    own_record_at = models.DateTimeField(_("own record kept at"), null=True, blank=True)

    class Meta:
        ordering = ("person__pinyin", "id")
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "person"), name="participant_once"),
            models.CheckConstraint(
                condition=Q(excused_at=None, excuse="") | (Q(excused_at__isnull=False) & ~Q(excuse="")),
                name="participant_excuse_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None, recorded_by=None, attendance="")
                | (Q(recorded_at__isnull=False, recorded_by__isnull=False) & ~Q(attendance="")),
                name="participant_recorded_at_and_by_together",
            ),
            models.CheckConstraint(condition=~Q(attendance="") | Q(fine=0), name="participant_fined_once_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"


class MeetingAction(models.Model):
    """What a meeting decided somebody does, until when, and what was reported (MEET-08, handbook 6.15)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="actions")
    what = models.CharField(_("what is to be done"), max_length=200)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    due_at = models.DateTimeField(_("until"))
    assigned_at = models.DateTimeField(_("assigned at"))
    assigned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    is_done = models.BooleanField(_("done"), null=True, blank=True)
    report = models.CharField(_("report"), max_length=500, blank=True)
    warned_at = models.DateTimeField(
        _("warning recorded at"), null=True, blank=True, help_text=_("Not done or not reported in time: one warning.")
    )

    class Meta:
        ordering = ("due_at", "id")
        verbose_name = _("action of a meeting")
        verbose_name_plural = _("actions of meetings")
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="meeting_action_says_what"),
            models.CheckConstraint(
                condition=Q(reported_at=None, is_done=None) | Q(reported_at__isnull=False, is_done__isnull=False),
                name="meeting_action_reported_with_its_result",
            ),
        ]
        indexes = [
            models.Index(fields=("due_at", "id"), condition=Q(reported_at=None), name="meeting_action_open"),
            models.Index(fields=("person", "due_at"), condition=Q(reported_at=None), name="meeting_action_of"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.due_at:%F}"


class MeetingProblem(models.Model):
    """A problem a meeting spoke of; what it could not solve goes upward in writing (MEET-09)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="problems")
    what = models.CharField(_("problem"), max_length=300)
    is_solved = models.BooleanField(_("solved in the meeting"), default=False)
    noted_at = models.DateTimeField(_("noted at"))
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    letter = models.CharField(_("what is written upward"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("reported upward at"), null=True, blank=True)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("id",)
        verbose_name = _("problem of a meeting")
        verbose_name_plural = _("problems of meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at=None, reported_by=None, letter="")
                | (Q(reported_at__isnull=False, reported_by__isnull=False) & ~Q(letter="")),
                name="meeting_problem_reported_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="meeting_problem_answered_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.noted_at:%F}"
