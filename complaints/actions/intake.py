"""At the counter: registering, settling on the spot, adding to a case there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions.folders import line, new_folder, record
from casework.actions.notices import tell
from casework.actions.papers import attach, link
from casework.models import Link
from complaints.actions import clocks
from complaints.actions.closing import after_settling_at_once
from complaints.actions.confidence import keep_confidential
from complaints.actions.moving import move
from complaints.actions.words import first_words, title_of, write_words
from complaints.models import Complaint, Party, Reply, Statement
from complaints.queries.people import departments_told_of_danger, first_supervisor, told_of_danger
from complaints.rules.intake import (
    may_take_staff_complaint,
    obstacles_to_adding,
    obstacles_to_registering,
    obstacles_to_settling_at_once,
)
from complaints.states import Against, Channel, Ending, Severity, State
from mall.actions.doors import staged
from mall.fields import blind
from mall.models import Department
from mall.queries.departments import department
from mall.together import store
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.db.models import Model

    from casework.models import Folder, Handoff
    from complaints.intake_sheet import IntakeSheet
    from complaints.models import ComplaintCategory
    from mall.models import User

KIND = "complaint"
# How the words of a settlement on the spot reached the complainant, by how he came.
REPLY_WAY = {Channel.PHONE: Reply.Way.PHONE, Channel.EMAIL: Reply.Way.EMAIL, Channel.LETTER: Reply.Way.LETTER}


def register(
    sheet: IntakeSheet,
    *,
    by: User,
    now: datetime,
    repeats: Complaint | None = None,
    along: Callable[[Complaint], Sequence[Model]] = lambda _complaint: (),
) -> Complaint:
    """CMP-02. Make a complaint of the sheet: folder, persons, files, clocks; alarm where somebody is hurt.

    Raises Refused with every obstacle at once. `repeats` is an earlier complaint it is linked to, not merged with.
    `along` gives what else is stored with the numbered case, or not at all.
    """
    refuse_if(obstacles_to_registering(sheet, now, by))
    about_staff = sheet.against == Against.STAFF
    complaint = Complaint(registered_at=now, **_facts(sheet))
    complaint.folder = folder = new_folder(
        complaint,
        kind=KIND,
        title=title_of(sheet.happened, sheet.title),
        department=department(Department.CUSTOMER_SERVICE),
        desk=by.home.desk if by.home else None,
        by=by,
        now=now,
        confidential=about_staff,
        safety=sheet.injury,
        stage=State.REGISTERED,
        rank=_severity(sheet) or 0,
        handler=_first_handler(sheet, by),
    )
    parties = _parties(complaint, sheet)
    facts = {"complaint": complaint.pk, "explained": sheet.rules_explained}
    told = [line(folder, "complaint_registered", by=by, now=now, facts=facts)]
    if sheet.arrival_corrected.strip():
        told.append(line(folder, "arrival_corrected", by=by, now=now, facts={"complaint": complaint.pk}))
    due = clocks.first(complaint, now=now)
    store(folder, complaint, *parties, *told, *first_words(complaint, parties), *due, *along(complaint))
    if about_staff:
        keep_confidential(complaint, by=by, now=now)
    take_in(folder, sheet.files, by=by, now=now)
    clocks.tell_of_grave_case(complaint, now=now)
    if repeats is not None:
        link(folder, repeats.folder, Link.Kind.REPEAT, by=by, now=now)
    if sheet.injury:
        alarm(complaint, now=now)
    return complaint


def settle_at_once(
    complaint: Complaint,
    words: str,
    *,
    content: bool,
    category: ComplaintCategory | None = None,
    by: User,
    now: datetime,
) -> Reply:
    """CMP-12. Judged calmly and settled by talking: the words are logged, and the result is told.

    `category` names the kind where it was not known yet. Raises Refused.
    """
    category = category or complaint.category
    refuse_if(
        obstacles_to_settling_at_once(
            severity=complaint.severity,
            injury=complaint.injury,
            vip=complaint.vip,
            words=words,
            content=content,
            against=complaint.against,
            category=category,
        )
    )
    reply = Reply.objects.create(
        complaint=complaint,
        way=REPLY_WAY.get(Channel(complaint.channel), Reply.Way.IN_PERSON),
        words=words.strip(),
        final=True,
        accepted=content or None,
        at=now,
        by=by,
    )
    complaint.ending = Ending.SETTLED_AT_ONCE
    complaint.result_told_at = now
    complaint.severity, complaint.category = complaint.severity or Severity.GENERAL, category
    complaint.save(update_fields=["ending", "result_told_at", "severity", "category"])
    move(complaint, State.REPLIED)
    record(complaint.folder, "settled_at_once", by=by, now=now, facts={"reply": reply.pk})
    clocks.replied(complaint, final=True, by=by, now=now)
    after_settling_at_once(complaint, by=by, now=now)
    return reply


def add_to_case(
    complaint: Complaint, text: str, *, said_by: str, by: User, now: datetime, files: Sequence[str] = ()
) -> Statement:
    """JOINT-S05, HAND-08. The same matter comes again, or a word is corrected: an addition, nothing is rewritten."""
    refuse_if(obstacles_to_adding(complaint, text))
    statement = Statement.objects.create(
        complaint=complaint, said_by=said_by.strip()[:60] or "—", text=text.strip(), at=now, by=by
    )
    take_in(complaint.folder, files, by=by, now=now)
    record(complaint.folder, "complaint_added_to", by=by, now=now, facts={"statement": statement.pk})
    write_words(complaint)
    return statement


def take_in(
    folder: Folder,
    keys: Sequence[str],
    *,
    by: User,
    now: datetime,
    kind: str = "evidence",
    handoff: Handoff | None = None,
) -> None:
    """Attach the files that were dropped on the form; their staged copies are used up."""
    for upload in staged(list(keys), by=by):
        attach(folder, upload, kind=kind, handoff=handoff, by=by, now=now)


def alarm(complaint: Complaint, *, now: datetime) -> None:
    """CMP-34, CMP-46. Somebody is hurt or in danger: supervisor, manager, on-site and security know at once.

    The group chats of the three departments too, but where whom it is about reads along.
    """
    tell(
        told_of_danger(complaint),
        "safety.alarm",
        complaint.folder,
        key=f"safety:{complaint.folder_id}",
        now=now,
        urgent=True,
        departments=departments_told_of_danger(),
    )


def _severity(sheet: IntakeSheet) -> int | None:
    """An injury nobody graded yet counts as serious."""
    return sheet.severity or (Severity.SERIOUS if sheet.injury else None)


def _first_handler(sheet: IntakeSheet, by: User) -> User | None:
    """Who registers a complaint handles it; one about our staff goes to a supervisor."""
    if sheet.against != Against.STAFF or may_take_staff_complaint(by):
        return by
    return first_supervisor(without=sheet.staff_person)


def _facts(sheet: IntakeSheet) -> dict[str, object]:
    """The columns of the complaint, as the sheet fills them."""
    unit = sheet.unit
    same = [
        "channel",
        "authority",
        "authority_number",
        "authority_due_at",
        "arrived_at",
        "rules_explained",
        "complainant_kind",
        "vip",
        "against",
        "complaining_merchant",
        "merchant",
        "staff_person",
        "category",
        "cause",
        "injury",
        "demand",
        "demand_amount",
        "goods_quantity",
        "defect_quantity",
        "goods_price",
        "bought_on",
        "has_receipt",
        "wants_call",
    ]
    words = ["arrival_corrected", "place", "happened", "demand_words", "goods", "goods_model", "order_number"]
    return {
        **{name: getattr(sheet, name) for name in same},
        **{name: getattr(sheet, name).strip() for name in words},
        "unit": unit,
        "floor": sheet.floor or (unit.floor if unit else None),
        "severity": _severity(sheet),
    }


def _parties(complaint: Complaint, sheet: IntakeSheet) -> list[Party]:
    """The complainant, and everybody else named on the sheet."""
    maker = sheet.complaining_merchant
    complainant = Party(
        complaint=complaint,
        part=Party.Part.COMPLAINANT,
        name=(sheet.name.strip() or (maker.name if maker else ""))[:60],
        will_not_say=sheet.will_not_say and not sheet.name.strip(),
        phone=sheet.phone,
        phone_blind=blind(sheet.phone) if sheet.phone else "",
        email=sheet.email,
        address=sheet.address,
    )
    others = [
        Party(
            complaint=complaint,
            part=other.part,
            name=other.name.strip()[:60],
            phone=other.phone,
            phone_blind=blind(other.phone) if other.phone else "",
        )
        for other in sheet.others
    ]
    return [complainant, *others]
