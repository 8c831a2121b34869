"""Mistakes put right by a further step, never by editing one away; closed months are corrected beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casework.actions.folders import bump_version, record
from casework.models import Folder
from mail_desk import held
from mail_desk.actions.beside import counted, hold_earlier, put_beside
from mail_desk.actions.moving import hold, move_all, title_of, write_words
from mail_desk.actions.receiving import PARTICULARS, new_item
from mail_desk.models import MailItem, Mend
from mail_desk.reference import RETURNED
from mail_desk.rules import mending as rules
from mail_desk.rules.moving import days_kept, kept_until
from mail_desk.rules.receiving import first_state, obstacles_to_registering
from mail_desk.states import WAITING, Correction, State
from mall.limits import limit
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mail_desk.entry_sheet import EntrySheet
    from mall.models import User

MISROUTED = "misrouted"
#: What a step back lets go of; the rows stay, and `Mend.before` names them.
POINTERS = ("collection", "hand_out", "return_batch", "return_reason")
_LINKS = frozenset({"mail_class", "carrier", "unit", "floor", "merchant", "refused_by", *POINTERS})
_ADDRESS = ("unit", "unit_words", "floor", "cash")
_FOLLOWS = frozenset({"refused_by", "refusal"})


def put_right(item: MailItem, sheet: EntrySheet, reason: str, *, by: User, now: datetime) -> Mend:
    """HAND-08, MAIL-07, MAIL-12. Put an item's particulars right; it then stands where its address has it.

    Raises Refused.
    """
    hold_earlier(item.received_at, item.ended_at, now=now)
    (item,) = hold([item])
    refuse_if(obstacles_to_registering(sheet))
    filled = new_item(item.delivery, sheet, by=by, now=now, received_at=item.received_at)
    taken_in_anyway = item.state != State.REFUSED and not any(_plain(item, n) != _plain(filled, n) for n in _ADDRESS)
    if filled.state == State.REFUSED and taken_in_anyway:
        # Somebody has let it in beside the rule; that its sender is misspelt changes nothing of it.
        filled.state = first_state(replace(sheet, cash=False), None)
        filled.unclear = sheet.unclear
        filled.refused_by, filled.refusal = item.refused_by, item.refusal
    goal = rules.state_after(item, State(filled.state), at_the_door=item.delivery.finished_at is None)
    changed = [name for name in PARTICULARS if _plain(item, name) != _plain(filled, name)]
    refuse_if(rules.obstacles_to_putting_right(item, set(changed) - _FOLLOWS, reason))
    before = {name: _plain(item, name) for name in changed}
    counts = counted(item)
    for name in changed:
        setattr(item, name, getattr(filled, name))
    changed += _follow(item, goal, now, class_changed="mail_class" in changed)
    mend = _mend(item, Correction.PARTICULARS, reason, before, changed, by=by, now=now)
    keeps_its_due = goal == item.state and not {"mail_class", "internal"} & set(changed)
    if keeps_its_due:
        item.save(update_fields=changed)
        record(item.folder, "mail_mended", by=by, now=now, facts={"mend": mend.pk})
    else:
        _move(item, goal, mend, changed, by=by, now=now)
    Folder.objects.filter(pk=item.folder_id).update(title=title_of(item)[:200])
    bump_version(item.folder, None)
    item.folder.title = title_of(item)
    write_words(item)
    put_beside(item, counts, counted(item), by=by, now=now)
    return mend


def take_back(item: MailItem, reason: str, *, by: User, now: datetime) -> Mend:
    """HAND-08. Take the last step back; who had collected or carried it stays on record. Raises Refused."""
    hold_earlier(item.received_at, item.ended_at, now=now)
    (item,) = hold([item])
    goal = rules.state_before(item)
    refuse_if(rules.obstacles_to_taking_back(item, goal, reason))
    goal = goal or State.REGISTERED
    counts = counted(item)
    before = {"state": item.state, **{name: _plain(item, name) for name in POINTERS if _plain(item, name)}}
    left = {
        State.COLLECTED: ["collection"],
        State.DISTRIBUTED: ["hand_out"],
        State.RETURNED: ["return_batch"],
        State.TO_RETURN: ["return_batch", "return_reason"],
    }.get(State(item.state), [])
    for name in left:
        setattr(item, name, None)
    changed = [*left, *_wait_anew(item, goal, now)]
    if item.state == State.REFUSED:
        before["refusal"], item.refusal, item.refused_by = item.refusal, "", None
        item.unclear = item.unclear or goal == State.NOTIFIED
        item.notified_at = now if goal == State.NOTIFIED else None
        changed += ["refusal", "refused_by", "unclear", "notified_at"]
    mend = _mend(item, Correction.TAKEN_BACK, reason, before, left, by=by, now=now, state=goal)
    _move(item, goal, mend, changed, by=by, now=now)
    put_beside(item, counts, counted(item), by=by, now=now)
    return mend


def strike_out(item: MailItem, reason: str, *, by: User, now: datetime) -> Mend:
    """HAND-08, MAIL-12. Strike an item out: it counts nowhere and stays to be read. Raises Refused."""
    hold_earlier(item.received_at, item.ended_at, now=now)
    (item,) = hold([item])
    refuse_if(rules.obstacles_to_striking_out(item, reason))
    before: dict[str, Any] = {"state": item.state}
    counts = counted(item)
    changed = []
    if item.state == State.TO_RETURN and item.return_batch_id is not None:
        before["return_batch"], item.return_batch, changed = item.return_batch_id, None, ["return_batch"]
    mend = _mend(item, Correction.STRUCK_OUT, reason, before, changed, by=by, now=now, state=State.VOID)
    _move(item, State.VOID, mend, changed, by=by, now=now)
    put_beside(item, counts, {}, by=by, now=now)
    return mend


def _move(item: MailItem, goal: State, mend: Mend, changed: Sequence[str], *, by: User, now: datetime) -> None:
    facts = {"mend": mend.pk}
    move_all([item], goal, by=by, now=now, verb="mail_mended", facts=facts, changed=changed, freely=True)


def _follow(item: MailItem, goal: State, now: datetime, *, class_changed: bool) -> list[str]:
    """Set what follows from where an item stands now; return the columns."""
    changed = []
    if goal == State.NOTIFIED and item.notified_at is None:
        item.notified_at = now
        changed.append("notified_at")
    if goal == State.TO_RETURN and item.state != State.TO_RETURN:
        why = MISROUTED if item.refusal else RETURNED
        item.return_reason = held.return_reason(why)
        changed.append("return_reason")
    if goal != State.TO_RETURN and item.state == State.TO_RETURN:
        item.return_reason = item.return_batch = None
        changed += ["return_reason", "return_batch"]
    if class_changed and goal in WAITING and item.keep_until is not None and item.mail_class is not None:
        item.keep_until = kept_until(item.received_at, days_kept(item, item.received_at))
        changed.append("keep_until")
    return changed


def _wait_anew(item: MailItem, goal: State, now: datetime) -> list[str]:
    """Let an item whose days are over wait a while longer, or the next sweep would take the same step again."""
    if goal not in WAITING or item.keep_until is None or item.mail_class is None:
        return []
    last_call = limit("mail_unclaimed_days", now) if goal == State.UNCLAIMED else 0
    if (now - item.keep_until).days < last_call or item.keep_until > now:
        return []
    item.keep_until = kept_until(now, 0 if goal == State.UNCLAIMED else item.mail_class.remind_days)
    return ["keep_until"]


def _mend(  # noqa: PLR0913 - one argument per fact of the correction
    item: MailItem,
    kind: Correction,
    reason: str,
    before: dict[str, Any],
    changed: Sequence[str],
    *,
    by: User,
    now: datetime,
    state: State | None = None,
) -> Mend:
    after = {name: _plain(item, name) for name in changed if name in before}
    if state is not None:
        after["state"] = state
    return Mend.objects.create(
        item=item, kind=kind, reason=reason.strip()[:200], before=before, after=after, at=now, by=by
    )


def _plain(item: MailItem, name: str) -> Any:
    """What stands in a column, as JSON takes it: of a link its id."""
    return getattr(item, f"{name}_id" if name in _LINKS else name)
