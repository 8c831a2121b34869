"""Development files, shaped for their pages: nobody gets a row but the employee, who wrote it, and who may be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from mall.models import User
from mall.queries.people import people_who_may
from mall.roles import Permission
from staffing.models import TalkConsent, TalkNote
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import QueryDict

ORDER = Keyset(("-talked_on", "-pk"))
GIVEN = TalkConsent.State.GIVEN


class Kept(NamedTuple):
    """A file the supervisor keeps: whose, when the last talk was, whether this month's is still to come."""

    person: User
    last: date | None
    is_due: bool
    waiting: int


def notes_of(user: User) -> QuerySet[TalkNote]:
    """MEET-11. The notes a person may read: about him, or written by him."""
    rows = TalkNote.objects.filter(Q(employee=user) | Q(written_by=user))
    return rows.select_related("employee", "written_by").prefetch_related("consents__whom")


def is_concerned(user: User) -> bool:
    """MEET-11. Whether there is a page for this person: everybody of the department, who is written of or told."""
    if user.may(Permission.POINTS_PROPOSE) or user.may(Permission.DEVELOPMENT_WRITE):
        return True
    told = TalkConsent.objects.filter(whom=user, state=GIVEN)
    return TalkNote.objects.filter(Q(employee=user) | Q(written_by=user)).exists() or told.exists()


def own_page(user: User, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of one's own file, the newest talk first."""
    return ORDER.page(notes_of(user).filter(employee=user), parameters)


def file_page(employee: User, by: User, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of the file somebody keeps of an employee."""
    return ORDER.page(notes_of(by).filter(employee=employee, written_by=by), parameters)


def told_to(user: User) -> list[TalkConsent]:
    """MEET-11. What a person is told of by consent, as long as it stands; the newest fifty."""
    rows = TalkConsent.objects.filter(whom=user, state=GIVEN).select_related("note__employee", "note__written_by")
    return list(rows.order_by("-answered_at", "-pk")[:50])


def keepable(by: User) -> QuerySet[User]:
    """Everybody of whom a supervisor keeps a file."""
    return people_who_may(Permission.POINTS_PROPOSE).exclude(pk=by.pk).order_by("pinyin", "pk")


def kept_by(by: User, today: date) -> list[Kept]:
    """MEET-11. The files a supervisor keeps; whom he has not talked to this month first."""
    mine = TalkNote.objects.filter(written_by=by).order_by()
    last = dict(mine.values("employee").annotate(last=Max("talked_on")).values_list("employee", "last"))
    asked = TalkConsent.objects.filter(note__written_by=by, state=TalkConsent.State.ASKED).order_by()
    waiting = dict(asked.values("note__employee").annotate(n=Count("pk")).values_list("note__employee", "n"))
    begins = today.replace(day=1)
    rows = [
        Kept(
            person,
            last.get(person.pk),
            (last.get(person.pk) or begins.replace(year=1)) < begins,
            waiting.get(person.pk, 0),
        )
        for person in keepable(by)
    ]
    return sorted(rows, key=lambda row: not row.is_due)


def who_may_be_told(note_by: User) -> QuerySet[User]:
    """Whom one may want to tell: anybody who works here but the two themselves."""
    return User.objects.filter(is_active=True).exclude(pk=note_by.pk).order_by("pinyin", "pk")
