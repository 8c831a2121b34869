"""Writing the papers of a case, signing them, sending the report upward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions.folders import record
from casework.actions.notices import tell
from complaints import notice_kinds
from complaints.actions import clocks
from complaints.models import Paper
from complaints.rules import papers as rules
from mall.queries.people import deputies, heads_of, managers, people_who_may
from mall.roles import Permission
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import Department, User


def write(  # noqa: PLR0913  # one argument per part of the paper
    complaint: Complaint,
    form: str,
    *,
    facts: str = "",
    cause: str = "",
    decision: str = "",
    words: str = "",
    to_department: Department | None = None,
    by: User,
    now: datetime,
) -> Paper:
    """CMP-09, CMP-20, CMP-22, CMP-29. Write a numbered paper of this edition of the case. Raises Refused.

    The number is the folder's, the form's and a count: `TS20261122-0007-F84-1` (JOINT-S05). What is written stays;
    a correction is another paper with the next number.
    """
    refuse_if(
        [
            *rules.obstacles_to_writing(complaint, by, now),
            *(rules.obstacles_to_form(complaint, form) or rules.obstacles_to_addressee(complaint, form, to_department)),
        ]
    )
    count = complaint.papers.filter(form=form).count() + 1
    paper = Paper.objects.create(
        complaint=complaint,
        form=form,
        number=f"{complaint.folder.number}-{form.replace('-', '')}-{count}",
        to_department=to_department,
        facts=facts.strip(),
        cause=cause.strip(),
        decision=decision.strip(),
        words=words.strip(),
        made_at=now,
        made_by=by,
        prepared_by=by,
        edition=rules.edition(complaint),
    )
    facts_of_line = {"paper": paper.pk}
    if form == Paper.Form.INTERNAL_LETTER and to_department is not None:
        facts_of_line["department"] = to_department.pk
        _send_to(to_department, paper, now=now)
    record(complaint.folder, "paper_written", by=by, now=now, facts=facts_of_line)
    if form == Paper.Form.HANDLING_REPORT:
        _ask_for_signatures(paper, now=now)
    return paper


def sign(complaint: Complaint, *, by: User, now: datetime) -> Paper:
    """CMP-22, ORG-09. Sign the handling report: the first signature has looked through it, the second approves it.

    Raises Refused.
    """
    refuse_if(rules.obstacles_to_signing(complaint, by, now))
    waiting = rules.report_to_sign(complaint)
    if waiting is None:  # the rule asked just before says there is one
        raise LookupError
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    if paper.reviewed_by_id is None:
        paper.reviewed_by, paper.reviewed_at = by, now
    else:
        paper.approved_by, paper.approved_at = by, now
    paper.save(update_fields=["reviewed_by", "reviewed_at", "approved_by", "approved_at"])
    record(complaint.folder, "paper_signed", by=by, now=now, facts={"paper": paper.pk})
    return paper


def report_up(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-27. Report a serious case to the deputy general manager after its investigation. Raises Refused."""
    refuse_if(rules.obstacles_to_reporting_up(complaint, by, now))
    complaint.reported_at = now
    complaint.save(update_fields=["reported_at"])
    record(complaint.folder, "reported_up", by=by, now=now, facts={"complaint": complaint.pk})
    clocks.reported_up(complaint, by=by, now=now)
    key = f"reported:{complaint.pk}:{complaint.folder.reopened}"
    tell(deputies(), notice_kinds.REPORTED_UP, complaint.folder, key=key, now=now)


def _send_to(department: Department, paper: Paper, *, now: datetime) -> None:
    """CMP-20. The internal letter reaches the responsible department: its people, and where it reads together."""
    people = [
        person for person in people_who_may(Permission.HANDOFF_ANSWER, department) if person.pk != paper.made_by_id
    ]
    key, folder = f"paper:{paper.pk}:letter", paper.complaint.folder
    tell(people, notice_kinds.INTERNAL_LETTER, folder, key=key, now=now, departments=[department])


def _ask_for_signatures(paper: Paper, *, now: datetime) -> None:
    """CMP-22. Tell the heads of the departments that were asked, and the manager."""
    folder = paper.complaint.folder
    people = [*managers()]
    for handoff in folder.handoffs.current().select_related("to_department"):
        people += heads_of(handoff.to_department)
    tell(
        [person for person in people if person.pk != paper.made_by_id],
        notice_kinds.REPORT_TO_SIGN,
        folder,
        key=f"paper:{paper.pk}:sign",
        now=now,
    )
