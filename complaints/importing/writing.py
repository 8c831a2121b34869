"""Writing what the plan says, in the caller's one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import importing
from casework.actions import bulk
from casework.models import Audience, Folder, ImportedFile
from complaints.actions.words import title_of
from complaints.importing.plan import Planned
from complaints.kinds import COMPLAINT
from complaints.models import Complaint, Party
from complaints.states import Against, Channel, ComplainantKind, Ending, State
from mall.fields import blind
from mall.models import Department
from mall.reference import departments
from merchants.actions.disputes import Finding, record_disputes
from merchants.actions.home import home_department

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from complaints.importing.sheets import HistoryRow

_ENDINGS = {
    "投诉不成立": Ending.UNFOUNDED,
    "撤诉": Ending.WITHDRAWN,
    "赔偿": Ending.COMPENSATED,
    "调解": Ending.MEDIATED,
}
_SATISFACTION = {"非常满意": 4, "很满意": 4, "满意": 3, "一般": 2, "较差": 1, "不满意": 1}
_NOT_UPHELD = {Ending.UNFOUNDED, Ending.WITHDRAWN}


def ending_of(row: HistoryRow) -> Ending:
    """How it ended, by the words of the result."""
    return next((ending for words, ending in _ENDINGS.items() if words in row.result), Ending.SOLVED)


def stand_departments() -> None:
    """Set the mall's departments up when there are none but our own: the rows are to find theirs."""
    if not Department.objects.exclude(code=Department.CUSTOMER_SERVICE).exists():
        departments()


class Writer(importing.Writer[Planned]):
    """Writes the planned rows of one file.

    Each complaint is numbered on the day it was registered. One with a closing date is closed; one
    without stays open where the paper left it. No clock is started for what is long past.
    """

    grown = "casework_folder, casework_entry, casework_searchtext, complaints_complaint, complaints_party"

    def __init__(self, file: ImportedFile, todo: Sequence[Planned], on: date) -> None:
        super().__init__(file, todo, on)
        self.department = home_department()

    def write(self, some: Sequence[Planned]) -> None:
        """Write some rows: folders, complaints, persons, who may read, words, lines."""
        folders = [self._folder(planned.row) for planned in some]
        bulk.open_all(folders, by=self.by, now=self.now)
        pairs = list(zip(some, folders, strict=True))
        for planned, folder in pairs:
            planned.folder = folder
        complaints = [self._complaint(planned, folder) for planned, folder in pairs]
        Complaint.objects.bulk_create(complaints)
        Party.objects.bulk_create(
            _party(planned.row, complaint) for planned, complaint in zip(some, complaints, strict=True)
        )
        Audience.objects.bulk_create(
            Audience(folder=folder, department=planned.department, may=Audience.May.READ)
            for planned, folder in pairs
            if planned.department is not None and planned.department != self.department
        )
        bulk.record_all(
            [(folder, "complaint_imported", self._facts(planned)) for planned, folder in pairs],
            by=self.by,
            now=self.now,
        )
        bulk.write_all_words((folder, _words(planned), [planned.row.phone]) for planned, folder in pairs)
        self._record_disputes(pairs)

    def _folder(self, row: HistoryRow) -> Folder:
        closed = row.closed_at
        return Folder(
            kind=COMPLAINT.code,
            title=title_of(row.content),
            stage=_state(row),
            department=self.department,
            opened_at=row.registered_at,
            opened_by=self.by,
            closed_at=closed,
            closed_by=self.by if closed else None,
        )

    def _complaint(self, planned: Planned, folder: Folder) -> Complaint:
        row, at, closed = planned.row, planned.row.registered_at, planned.row.closed_at
        place = "" if planned.merchant and planned.unit else _place(row, with_unit=planned.unit is None)
        somewhere = planned.unit is not None or planned.merchant is not None or place
        return Complaint(
            folder=folder,
            state=_state(row),
            channel=Channel.OTHER,
            arrived_at=at,
            registered_at=at,
            complainant_kind=ComplainantKind.MERCHANT if row.kind == "merchant" else ComplainantKind.CUSTOMER,
            against=Against.MERCHANT if somewhere else Against.MALL,
            merchant=planned.merchant,
            unit=planned.unit,
            place=place,
            happened=row.content,
            wants_call=bool(row.phone),
            judgement=row.result,
            rejected_reason=row.result if ending_of(row) is Ending.UNFOUNDED else "",
            responsible=planned.department,
            result_told_at=closed,
            ending=ending_of(row) if closed else "",
        )

    def _facts(self, planned: Planned) -> dict[str, object]:
        facts: dict[str, object] = {"file": self.file.pk, "row": planned.row.number}
        grade = _SATISFACTION.get(planned.row.satisfaction)
        return facts if grade is None else facts | {"grade": grade}

    def _record_disputes(self, pairs: list[tuple[Planned, Folder]]) -> None:
        record_disputes(
            [
                Finding(planned.merchant, folder, ending_of(planned.row) not in _NOT_UPHELD, closed)
                for planned, folder in pairs
                if planned.merchant is not None and (closed := planned.row.closed_at) is not None
            ],
            by=self.by,
            now=self.now,
        )


def _state(row: HistoryRow) -> State:
    if row.closed_on is not None:
        return State.CLOSED
    return State.REPLIED if row.result else State.REGISTERED


def _place(row: HistoryRow, *, with_unit: bool) -> str:
    """What the mall does not know, in the paper's own words."""
    unit = (row.unit or row.unit_text) if with_unit else ""
    return " ".join(word for word in (unit, row.merchant) if word)[:100]


def _party(row: HistoryRow, complaint: Complaint) -> Party:
    return Party(
        complaint=complaint,
        part=Party.Part.COMPLAINANT,
        name=row.complainant,
        will_not_say=not row.complainant,
        phone=row.phone,
        phone_blind=blind(row.phone) if row.phone else "",
    )


def _words(planned: Planned) -> list[str]:
    row = planned.row
    return [row.content, row.unit or row.unit_text, row.merchant, row.complainant, row.result]
