"""A month as it was frozen: what is kept of it beside its figures, and how that is read again (CMP-44)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from casework.models import ClosedLine, Folder
from casework.retention import GONE
from complaints.models import Cause, ComplaintCategory
from complaints.queries import months
from mall.bilingual import name_in
from mall.localtime import local
from mall.models import User
from mall.roles import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casework.models import ClosedPeriod
    from complaints.models import Improvement

#: What somebody typed about a case: it is kept apart, to be emptied when the case is erased.
WORDS = {"folder__title": GONE, "personal_penalty": "", "lesson": ""}
#: The part of a line that has a column of its own.
COLUMNS = ("id", "folder", "severity", "folder__closed_at")
#: Under this name the words of a line hold the texts of the case's measures, by their ids.
MEASURES = "measures"
#: What a person's row keeps of the folders that count: those of twelve months, and those of this month among them.
FOLDERS, THIS_MONTH = "folders", "month_folders"


def to_freeze(year: int, month: int, at: datetime) -> dict[str, Any]:
    """CMP-41, CMP-43, CMP-44. Return all that is frozen of a month: figures, rate, persons, measures, names.

    A person of our own is an id with the folders that count for him; the words of a measure are kept by `lines`.
    """
    return {
        **months.figures(year, month, at),
        "trend": months.trend(year, month),
        "people": months.people_of(year, month),
        "penalty_from": months.penalty_from(year, month),
        "measures": [
            {
                "id": one.pk,
                "folder": one.complaint.folder_id,
                "number": one.complaint.folder.number,
                "owner": one.owner.name,
                "owner_en": one.owner.name_en,
                "check_on": one.check_on.isoformat(),
                "works": one.works,
                "state": one.state,
            }
            for one in months.measures_in(year, month)
        ],
        "labels": {
            "by_category": _names(ComplaintCategory.objects.all()),
            "by_cause": _names(Cause.objects.all()),
        },
    }


def lines(year: int, month: int) -> list[ClosedLine]:
    """CMP-42, CMP-44. Return what the month's list shows of each case, to be stored with the month.

    Each keeps the words of its measures, and so does a line without facts for a case that is not in the list.
    """
    rows = months.columns_of_list(months.closed_in(year, month)).values("folder", *months.LIST_COLUMNS)
    found = {
        row["folder"]: ClosedLine(
            folder_id=row["folder"],
            rank=row["severity"],
            at=row["folder__closed_at"],
            facts={key: value for key, value in row.items() if key not in {*WORDS, *COLUMNS}},
            words={key: row[key] for key in WORDS},
        )
        for row in rows
    }
    for one in months.measures_in(year, month):
        folder = one.complaint.folder_id
        line = found.setdefault(folder, ClosedLine(folder_id=folder, at=one.proposed_at, facts={}))
        line.words.setdefault(MEASURES, {})[str(one.pk)] = one.measure
    return list(found.values())


def is_whole(closed: ClosedPeriod | None) -> bool:
    """Whether a month was frozen with all it shows; one frozen by an earlier version kept its figures only."""
    return closed is not None and "people" in closed.figures


def listed(user: User, closed: ClosedPeriod) -> Any:  # a queryset of dicts
    """CMP-42, CMP-44. Return the frozen lines this person may see, grave cases first."""
    seen = ClosedLine.objects.filter(period=closed, folder__in=Folder.objects.visible_to(user)).exclude(facts={})
    return seen.order_by("-rank", "at", "id").values("id", "rank", "at", "facts", "words", "folder__complaint")


def as_listed(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a frozen line in the shape of a row of the running month's list."""
    columns = {"id": line["folder__complaint"], "severity": line["rank"], "folder__closed_at": line["at"]}
    return {**WORDS, **line["facts"], **line["words"], **columns}


def people(user: User, closed: ClosedPeriod) -> list[dict[str, Any]]:
    """CMP-43, CMP-44. Return the verified complaints per person as they were frozen, of the cases this person may see.

    Nobody reads about himself. A month frozen before folders were kept with each person is not counted by what a
    reader sees: it shows its persons to who may read confidential cases, and to nobody else.
    """
    rows = [row for row in closed.figures["people"] if row["staff_person"] != user.pk]
    if all(FOLDERS in row for row in rows):
        rows = _counted(user, rows, closed.figures.get("penalty_from", 0))
    elif not user.may(Permission.CONFIDENTIAL_READ):
        return []
    known = User.objects.in_bulk([row["staff_person"] for row in rows])
    return [{**row, "name": str(known[row["staff_person"]].name)} for row in rows if row["staff_person"] in known]


def _counted(user: User, rows: Iterable[Mapping[str, Any]], penalty_from: int) -> list[dict[str, Any]]:
    """The same persons, counted again from the folders the reader sees; who has none of them this month is left out."""
    kept = [{**row, FOLDERS: set(row[FOLDERS]), THIS_MONTH: set(row[THIS_MONTH])} for row in rows]
    every = set().union(*(row[FOLDERS] for row in kept))
    seen = set(Folder.objects.visible_to(user).filter(pk__in=every).values_list("pk", flat=True))
    found = []
    for row in kept:
        month, year = len(row.pop(THIS_MONTH) & seen), len(row.pop(FOLDERS) & seen)
        if month:
            found.append({**row, "month": month, "year": year, "penalty": year >= penalty_from})
    return sorted(found, key=lambda row: (-row["year"], -row["month"], row["staff_person"]))


def measures(user: User, closed: ClosedPeriod) -> list[dict[str, Any]]:
    """IMPR-02, CMP-44. Return the measures as they stood, of the cases this person may see."""
    rows = closed.figures["measures"]
    folders = Folder.objects.visible_to(user).filter(pk__in=[row["folder"] for row in rows])
    seen = set(folders.values_list("pk", flat=True))
    kept = ClosedLine.objects.filter(period=closed, folder__in=seen).values_list("words", flat=True)
    words = {pk: text for each in kept for pk, text in each.get(MEASURES, {}).items()}
    return [
        {
            "number": row["number"],
            "url": reverse("complaints:case", args=[row["number"]]),
            # A month frozen by an earlier version has them among its figures.
            "measure": row.get("measure") or words.get(str(row["id"]), GONE),
            "owner": name_in({"owner": row["owner"], "owner_en": row["owner_en"]}, "owner"),
            "check_on": date.fromisoformat(row["check_on"]),
            "works": row["works"],
            "state": row.get("state", ""),
        }
        for row in rows
        if row["folder"] in seen
    ]


def as_measures(rows: Iterable[Improvement]) -> list[dict[str, Any]]:
    """Return measures of a running month in the shape of frozen ones."""
    return [
        {
            "number": one.complaint.folder.number,
            "url": one.complaint.get_absolute_url(),
            "measure": one.measure,
            "owner": str(one.owner),
            "check_on": one.check_on,
            "works": one.works,
            "state": one.state,
        }
        for one in rows
    ]


def names(closed: ClosedPeriod) -> dict[str, dict[str, Any]]:
    """CMP-44. Return the words for the codes of the figures: the names of lists as they were."""
    kept = {
        kind: {code: name_in(row, "name") for code, row in rows.items()}
        for kind, rows in closed.figures["labels"].items()
    }
    return {**months.words_of_codes(), **kept}


def standing(closed: ClosedPeriod) -> dict[str, Any]:
    """CMP-44. Return the figures of a frozen month with all its corrections in their order."""
    found = dict(closed.figures)
    for one in closed.adjustments.all():
        found.update(one.figures)
    return found


def missed(closed: ClosedPeriod, seen: int | None) -> int:
    """CMP-44. Count the corrections of a frozen month that came after the `seen` first ones; None saw all."""
    return 0 if seen is None else max(0, len(corrections(closed)) - seen)


def corrections(closed: ClosedPeriod) -> list[dict[str, Any]]:
    """CMP-44. Return the corrections of a frozen month in their order: figure, what stood, what is right, why."""
    found = dict(closed.figures)
    rows: list[dict[str, Any]] = []
    for one in closed.adjustments.select_related("by"):
        for figure, value in one.figures.items():
            rows.append(
                {
                    "figure": months.FIGURES.get(figure, figure),
                    "was": found.get(figure, ""),
                    "value": value,
                    "reason": one.reason,
                    "at": one.at,
                    "by": one.by,
                }
            )
        found.update(one.figures)
    return rows


def as_sheet(rows: Iterable[Mapping[str, Any]]) -> list[list[object]]:
    """CMP-42. Return rows of the month's list, running or frozen, as lines of a spreadsheet."""
    return [
        [
            row["folder__number"],
            local(row["folder__closed_at"]).replace(tzinfo=None, microsecond=0),
            row["folder__title"],
            row["merchant__name"] or "",
            name_in(row, "category__name"),
            name_in(row, "cause__name"),
            months.severity_word(row["severity"]),
            months.ending_word(row["ending"]),
            name_in(row, "responsible__name"),
            row["personal_penalty"],
            row["lesson"],
        ]
        for row in rows
    ]


def _names(rows: Iterable[ComplaintCategory | Cause]) -> dict[str, dict[str, str]]:
    return {row.code: {"name": row.name, "name_en": row.name_en} for row in rows}
