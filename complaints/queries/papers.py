"""What the papers of a case start from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints.rules.dispatch import handoffs_of

if TYPE_CHECKING:
    from complaints.models import Complaint


def first_words(complaint: Complaint) -> dict[str, Any]:
    """CMP-22. Return the words of a paper as the case gives them: the facts, the cause, the departments' answers."""
    answers = [
        f"{one.to_department}: {one.answer}" if len(handoffs_of(complaint)) > 1 else one.answer
        for one in handoffs_of(complaint)
        if one.answer
    ]
    lead = next(iter(handoffs_of(complaint)), None)
    return {
        "facts": complaint.happened,
        "cause": str(complaint.cause or ""),
        "decision": complaint.judgement or "\n".join(answers),
        "to_department": lead.to_department_id if lead else None,
    }
