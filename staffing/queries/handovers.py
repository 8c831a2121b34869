"""Handovers as pages show them: what is open at a desk, whom the roster names, what waits, what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q

from casework import kinds
from casework.models import Folder
from mall.limits import limit
from mall.localtime import local_day
from mall.models import Desk
from staffing.models import Addition, Duty, Handover, HandoverLine, MustRead
from staffing.providers import MOST, Gathered, Open, provider, providers
from staffing.queries.frames import day_of
from staffing.queries.rosters import on_duty
from staffing.rules.handovers import arrival, late_by
from ui.paging import Keyset, Page
from ui.times import hm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from mall.models import User
    from staffing.rules.handovers import Arrival
    from ui.obstacles import StrOrPromise

T = Handover.Turn
NEWEST = Keyset(("-begun_at", "-id"))
A_MOMENT = timedelta(minutes=1)
# Every page asks it of who has a desk; the states are among those of the partial index, as they stand there.
NIGHT_WAITS = """
    SELECT id FROM staffing_handover
    WHERE desk_id = %s AND state IN ('prepared', 'night') AND turn = 'night' AND "on" < %s LIMIT 1
"""
#: The turns of a day in their order; changes of person have no place of their own.
SLOTS = (T.NOON, T.NIGHT)
TONES = {"open": "plain", "prepared": "soon", "night": "accent", "accepted": "ok", "given_up": "plain"}
ICONS = {
    "open": "pencil",
    "prepared": "signature",
    "night": "moon",
    "accepted": "circle-check",
    "given_up": "circle-off",
}


class Proposal(NamedTuple):
    """Whom the roster names for a handover, and the hour it is to be done at."""

    planned_at: datetime | None
    outgoing: User | None
    incoming: User | None


@dataclass(frozen=True)
class Item:
    """One open thing as it is shown: its number, what it is called now, where it is, until when."""

    words: str
    title: str
    url: str
    due_at: datetime | None


@dataclass(frozen=True)
class Kind:
    """One kind of what is open: its word, how many, the first of them; beside a stored one its row."""

    code: str
    label: StrOrPromise
    icon: str
    count: int
    items: tuple[Item, ...]
    url: str
    line: HandoverLine | None = None

    @property
    def more(self) -> int:
        """How many there are beside those shown."""
        return max(self.count - len(self.items), 0)


def night_to_accept(desk: Desk, now: datetime) -> Handover | None:
    """HAND-01. The night's handover of a desk that must be accepted before its first act of the day, if one waits."""
    waiting = Handover.objects.filter(desk=desk, state__in=("prepared", "night"), turn=T.NIGHT, on__lt=local_day(now))
    return waiting.select_related("desk", "outgoing", "incoming").first()


def night_question(desk: int, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """The question for the key of the handover `night_to_accept` finds, and its values, for who asks more at once."""
    return NIGHT_WAITS, (desk, local_day(now))


def unfinished(desk: Desk) -> Handover | None:
    """The handover of a desk that nobody has accepted yet; there is one at most."""
    rows = Handover.objects.unfinished().filter(desk=desk)
    return rows.select_related("desk", "outgoing", "incoming", "countersigned_by").first()


def done_on(desk: Desk, on: date) -> list[str]:
    """The turns of a day that have been begun at a desk and not given up."""
    return list(
        Handover.objects.filter(desk=desk, on=on).exclude(state="given_up").order_by().values_list("turn", flat=True)
    )


def proposed(desk: Desk, turn: str, now: datetime) -> Proposal:
    """HAND-02, ROST-07. Who goes and who comes by the roster, and when: at noon, at closing, at the next change."""
    day = day_of(local_day(now))
    if turn == T.MORNING:
        return Proposal(day.opens, None, None)
    fixed = {T.NOON: day.handover, T.NIGHT: day.closes}
    at = fixed[T(turn)] if turn in fixed else _next_change(desk, now)
    before = [one.person for one in on_duty((at or now) - A_MOMENT, desk)]
    after = [one.person for one in on_duty(at or now, desk)] if turn != T.NIGHT else []
    goes = next((one for one in before if one not in after), before[0] if before else None)
    comes = next((one for one in after if one not in before), None)
    return Proposal(at, goes, comes)


def _next_change(desk: Desk, now: datetime) -> datetime | None:
    """When somebody leaves the desk next by the roster of the day."""
    rows = Duty.objects.filter(desk=desk, on=local_day(now), period__endswith__gt=now)
    ends: datetime | None = rows.order_by("period__endswith").values_list("period__endswith", flat=True).first()
    return ends if ends is not None and ends < day_of(local_day(now)).closes else None


def gathered(desk: Desk, now: datetime, user: User) -> list[tuple[str, StrOrPromise, str, Gathered]]:
    """HAND-05. What is open at a desk now, of every kind that has a provider."""
    return [(one.code, one.label, one.icon, one.gather(desk, now, user)) for one in providers()]


def to_store(found: Iterable[tuple[str, StrOrPromise, str, Gathered]]) -> list[HandoverLine]:
    """What was gathered as rows to be kept."""
    return [
        HandoverLine(
            order=order,
            code=code,
            label=str(label)[:60],
            count=what.count,
            url=what.url,
            items=[
                {
                    "words": one.words,
                    "folder": one.folder,
                    "due": one.due_at.isoformat() if one.due_at else None,
                    "url": one.url,
                }
                for one in what.lines
            ],
        )
        for order, (code, label, _icon, what) in enumerate(found)
    ]


def kinds_now(desk: Desk, now: datetime, user: User) -> list[Kind]:
    """What is open now, as it is shown while nobody has signed."""
    found = gathered(desk, now, user)
    titles = _titles(user, [one for *_rest, what in found for one in what.lines])
    return [
        Kind(code, label, icon, what.count, tuple(_item(one, titles) for one in what.lines), what.url)
        for code, label, icon, what in found
    ]


def kinds_stored(lines: Sequence[HandoverLine], user: User) -> list[Kind]:
    """What was open when the outgoing person signed; what things are called is read anew for whoever looks."""
    opened = {line.pk: [_read(one) for one in line.items] for line in lines}
    titles = _titles(user, [one for rows in opened.values() for one in rows])
    made = []
    for line in lines:
        known = provider(line.code)
        label, icon = (known.label, known.icon) if known else (line.label, "list-check")
        items = tuple(_item(one, titles) for one in opened[line.pk])
        made.append(Kind(line.code, label, icon, line.count, items, line.url, line))
    return made


def _read(kept: Mapping[str, Any]) -> Open:
    due = kept.get("due")
    return Open(kept["words"], kept.get("folder"), datetime.fromisoformat(due) if due else None, kept.get("url", ""))


def _titles(user: User, found: Iterable[Open]) -> dict[int, tuple[str, str]]:
    """Title and address of the folders among them that the person may see: one question."""
    wanted = {one.folder for one in found if one.folder}
    if not wanted:
        return {}
    rows = Folder.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", "title", "kind", "number")
    return {pk: (title, kinds.address_of(kind, number)) for pk, title, kind, number in rows}


def _item(one: Open, titles: Mapping[int, tuple[str, str]]) -> Item:
    title, url = titles.get(one.folder or 0, ("", one.url))
    return Item(one.words, title, url, one.due_at)


def late_entries(desk: Desk, now: datetime, user: User) -> Gathered:
    """HAND-08. What was added to earlier handovers since the last one was signed: it belongs to this shift."""
    del now, user
    last = Handover.objects.filter(desk=desk, prepared_at__isnull=False).order_by("-prepared_at").first()
    if last is None or last.prepared_at is None:
        return Gathered(0)
    rows = Addition.objects.filter(handover__desk=desk, at__gt=last.prepared_at).select_related("handover__desk")
    # Where it stands, not what it says: that is read there, and is not kept a second time.
    lines = (Open(f"{one.handover.code} · {hm(one.at)}", url=one.handover.get_absolute_url()) for one in rows[:MOST])
    return Gathered(rows.count(), tuple(lines))


@dataclass(frozen=True)
class Punctual:
    """ROST-13, HAND-04. How the arrival and the acceptance stand to the hour they were due at."""

    due_at: datetime | None
    came: Arrival | None
    accepted_late: str
    is_opening: bool


def punctual(handover: Handover, now: datetime) -> Punctual:
    """The hour a handover is due at, and who was early or late: in the morning the night's is due at the opening."""
    taken = handover.accepted_at or handover.arrived_at or now
    is_opening = handover.turn == T.NIGHT and local_day(taken) > handover.on
    due = day_of(local_day(taken)).opens if is_opening else handover.planned_at
    early = limit("handover_early_min", handover.on)
    late = late_by(handover.accepted_at, due) if handover.accepted_at and due else ""
    return Punctual(due, arrival(handover.arrived_at, due, early), late, is_opening)


def on_page(handover: Handover, user: User, now: datetime) -> dict[str, Any]:
    """Everything a handover's page and its paper show."""
    lines = list(handover.lines.all())
    is_open = handover.state == Handover.State.OPEN
    return {
        "handover": handover,
        "kinds": kinds_now(handover.desk, now, user) if is_open else kinds_stored(lines, user),
        "lines": lines,
        "must_reads": list(handover.must_reads.all()),
        "additions": list(handover.additions.select_related("by")),
        "punctual": punctual(handover, now),
        "tone": TONES[handover.state],
        "icon": ICONS[handover.state],
        "early": limit("handover_early_min", handover.on),
    }


def of_day(desk: Desk, now: datetime) -> list[Handover]:
    """The handovers of today at a desk, and those of before that still wait or were accepted today."""
    today = local_day(now)
    rows = Handover.objects.filter(desk=desk).filter(
        Q(on=today) | Q(state__in=Handover.UNFINISHED) | Q(accepted_at__date=today)
    )
    rows = rows.select_related("desk", "outgoing", "incoming", "countersigned_by")
    return list(rows.order_by("begun_at", "id"))


def past(desk: Desk | None, parameters: Mapping[str, str], now: datetime) -> Page:
    """Earlier handovers, newest first, fifty at a time; of one desk when it is named."""
    rows = Handover.objects.filter(on__lt=local_day(now))
    if desk is not None:
        rows = rows.filter(desk=desk)
    differing = HandoverLine.objects.filter(handover=OuterRef("pk"), found__isnull=False).exclude(found=F("count"))
    important = MustRead.objects.filter(handover=OuterRef("pk"), is_important=True)
    rows = rows.select_related("desk", "outgoing", "incoming").annotate(
        differs=Exists(differing), important=Exists(important), added=Count("additions")
    )
    return NEWEST.page(rows, parameters)


def desk_of(code: str, user: User) -> Desk | None:
    """The desk that is asked for, else the person's usual one, else the first in use."""
    rows = Desk.objects.filter(is_active=True)
    if code and (named := rows.filter(code=code).first()) is not None:
        return named
    home = user.home.desk if user.home else None
    return home or rows.order_by("order", "pk").first()
