"""Erasing personal data whose term has ended (design 10, ARCH-S01)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from casework import kinds, retention
from casework.actions.folders import record
from casework.models import (
    Approval,
    Attachment,
    ClosedLine,
    Evaluation,
    Folder,
    FollowUp,
    FollowUpAttempt,
    Handoff,
    Note,
    PhoneTail,
    Reminder,
    SearchText,
)
from casework.retention import GONE
from mall.models import ExportLog, Job, Reveal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


BATCH = 200
FEBRUARY, LAST = 2, 29


@dataclass
class Erased:
    """What was erased, or would be: folders by kind, rows by keeper."""

    folders: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, keeper: str, count: int) -> None:
        """Count rows of a keeper."""
        if count:
            self.rows[keeper] = self.rows.get(keeper, 0) + count


def erase_expired(*, now: datetime, dry_run: bool = False) -> Erased:
    """ARCH-S01. Blank the personal data of every folder closed so many years ago, and rows of the doors as old.

    Folder, number, dates, figures and timeline stay. With `dry_run` everything is done and taken back.
    """
    done = Erased()
    for kind in kinds.kinds():
        before = years_ago(now, retention.years(kind.code, getattr(settings, "RETENTION_YEARS", None)))
        for batch in _batches(kind.code, before):
            with transaction.atomic():
                erase(batch, kind.code, now=now, into=done)
                transaction.set_rollback(dry_run)
            if dry_run:
                # What is taken back would be found again: count the rest instead.
                done.folders[kind.code] = _expired(kind.code, before).count()
                break
    with transaction.atomic():
        for name, sweep in retention.sweeps().items():
            done.add(name, sweep(years_ago(now, retention.DEFAULT_YEARS)))
        transaction.set_rollback(dry_run)
    return done


def erase(folder_ids: Sequence[int], kind: str, *, now: datetime, into: Erased | None = None) -> Erased:
    """Blank what all keepers hold of these folders, whatever their age; each gets a line that says so."""
    done = into if into is not None else Erased()
    for keeper in retention.keepers(kind):
        done.add(keeper.name, keeper.blank(folder_ids, now))
    for folder in Folder.objects.filter(pk__in=folder_ids, erased_at=None):
        folder.title, folder.erased_at = GONE, now
        folder.save(update_fields=["title", "erased_at"])
        record(folder, "erased", by=None, now=now)
        done.folders[kind] = done.folders.get(kind, 0) + 1
    return done


def years_ago(now: datetime, years: int) -> datetime:
    """The same hour so many years before; the 28th of February where there was no 29th."""
    day = now.day - 1 if (now.month, now.day) == (FEBRUARY, LAST) else now.day
    return now.replace(year=now.year - years, day=day)


def delete_file(row: Model, name: str) -> None:
    """Delete the file of a row once the transaction is certain."""
    file = getattr(row, name)
    if file:
        storage, path = file.storage, file.name
        transaction.on_commit(lambda: storage.delete(path), robust=True)


def blank_history(model: type[Model], ids: Sequence[int], values: dict[str, str]) -> int:
    """Blank columns in the history a tracked model keeps of these rows (pghistory's event table)."""
    event = next((each for each in apps.get_models() if getattr(each, "pgh_tracked_model", None) is model), None)
    if event is None:
        return 0
    return int(event._default_manager.filter(pgh_obj_id__in=ids).update(**values))  # noqa: SLF001 - Django's own name


def _expired(kind: str, before: datetime):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a queryset of folders of the kind asked
    return Folder.objects.filter(kind=kind, closed_at__lt=before, erased_at=None, is_file=False)


def _batches(kind: str, before: datetime) -> Iterator[list[int]]:
    while True:
        batch = list(_expired(kind, before).order_by("closed_at", "id").values_list("pk", flat=True)[:BATCH])
        if not batch:
            return
        yield batch


def _old_jobs(before: datetime) -> int:
    """Old jobs lose their files and words."""
    old = Job.objects.filter(asked_at__lt=before).exclude(upload="", output="", params={}, result={}, problem="")
    for job in old:
        for name in ("upload", "output"):
            delete_file(job, name)
        job.upload = job.output = ""  # type: ignore[assignment]  # a file field takes a name, and '' is none
        job.params, job.result, job.output_name, job.problem = {}, {}, "", ""
        job.save()
    return len(old)


def _old_exports(before: datetime) -> int:
    old = ExportLog.objects.filter(at__lt=before).exclude(filters={}, reason="")
    return old.update(filters={}, reason="")


def _old_reveals(before: datetime) -> int:
    return Reveal.objects.filter(at__lt=before).exclude(purpose="").update(purpose="")


def _old_notices(before: datetime) -> int:
    """What somebody was told without a folder is forgotten: its facts quote what was told of."""
    return Reminder.objects.filter(folder=None, made_at__lt=before).delete()[0]


def _old_history(before: datetime) -> int:
    """History has a term of its own: what reference data and people looked like so long ago is forgotten."""
    gone = 0
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model"):
            gone += model._default_manager.filter(pgh_created_at__lt=before).delete()[0]  # noqa: SLF001 - Django's own name
    return gone


# ---------------------------------------------------------------- what casework itself holds


def _words(folder_ids: Sequence[int], now: datetime) -> int:
    del now
    texts, _rows = SearchText.objects.filter(folder__in=folder_ids).delete()
    phones, _rows = PhoneTail.objects.filter(folder__in=folder_ids).delete()
    return texts + phones


def _papers(folder_ids: Sequence[int], now: datetime) -> int:
    del now
    of = Q(folder__in=folder_ids)
    changed = Note.objects.filter(of).update(text=GONE)
    changed += Handoff.objects.filter(of).exclude(request="").update(request=GONE)
    changed += Handoff.objects.filter(of).exclude(answer="").update(answer=GONE)
    changed += Handoff.objects.filter(of).exclude(bounce_reason="").update(bounce_reason=GONE)
    changed += Handoff.objects.filter(of).exclude(sent_back_reason="").update(sent_back_reason=GONE)
    changed += Approval.objects.filter(of).exclude(proposal="").update(proposal=GONE)
    changed += Approval.objects.filter(of).exclude(reason="").update(reason=GONE)
    asked = Q(follow_up__folder__in=folder_ids)
    changed += FollowUpAttempt.objects.filter(asked).exclude(remark="").update(remark=GONE)
    changed += FollowUp.objects.filter(of).exclude(review="").update(review="")
    changed += Evaluation.objects.filter(asked).exclude(opinion="", suggestion="").update(opinion="", suggestion="")
    changed += ClosedLine.objects.filter(of).exclude(words={}).update(words={})
    numbers = Folder.objects.filter(pk__in=folder_ids).values("number")
    changed += Reveal.objects.filter(folder_number__in=numbers).exclude(purpose="").update(purpose="")
    return changed + Reminder.objects.filter(of).exclude(problem="").update(problem="")


def _files(folder_ids: Sequence[int], now: datetime) -> int:
    del now
    gone = 0
    for attachment in Attachment.objects.filter(folder__in=folder_ids).exclude(file=""):
        delete_file(attachment, "file")
        attachment.file, attachment.name, attachment.sha256, attachment.size = "", GONE, "", 0  # type: ignore[assignment]  # a file field takes a name, and '' is none
        attachment.save(update_fields=["file", "name", "sha256", "size"])
        gone += 1
    return gone


retention.register("search", _words)
retention.register("papers", _papers)
retention.register("files", _files)
retention.register_sweep("jobs", _old_jobs)
retention.register_sweep("exports", _old_exports)
retention.register_sweep("reveals", _old_reveals)
retention.register_sweep("notices", _old_notices)
retention.register_sweep("history", _old_history)
