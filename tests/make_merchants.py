"""Merchants for tests."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from mall.actions import jobs
from mall.models import Job, User
from merchants.actions import register_merchant
from merchants.actions.register import Details
from merchants.models import Category, Merchant, MerchantClass
from tests import make

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
ENTERED = date(2024, 3, 5)
_numbers = count(1)


def category(name: str = "女装") -> Category:
    """A category of merchants."""
    return Category.objects.get_or_create(name=name, defaults={"code": name})[0]


def merchant_class(code: str = "B") -> MerchantClass:
    """A class of merchants."""
    return MerchantClass.objects.get_or_create(code=code, defaults={"name": code})[0]


def details(name: str = "恒源制衣", **fields: Any) -> Details:
    """What the register says of a merchant."""
    return Details(**({"name": name, "entered_on": ENTERED} | fields))


def merchant(
    name: str = "恒源制衣",
    units: Sequence[str] = ("A1105",),
    *,
    phone: str = "",
    contact: str = "雷静雪",
    by: User | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> Merchant:
    """A merchant in these units, with one contact, entered in the register."""
    return register_merchant(
        details(name, **fields),
        units=[make.unit(number) for number in units],
        contact=contact,
        phone=phone or f"1990000{next(_numbers):04d}",
        by=by or make.person(),
        now=now,
    )


def import_job(kind: str, content: bytes, by: User, *, now: datetime = NOW, name: str = "商户.xlsx") -> Job:
    """An import of a workbook, asked for and done by the worker."""
    job = jobs.start(kind, by=by, now=now, params={"name": name}, upload=ContentFile(content))
    jobs.run(job.pk, now=now)
    job.refresh_from_db()
    return job


def run(job: Job, *, now: datetime = NOW) -> Job:
    """The job, done by the worker."""
    jobs.run(job.pk, now=now)
    job.refresh_from_db()
    return job
