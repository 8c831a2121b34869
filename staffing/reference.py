"""The crews every installation starts with: the centre's with its three desks, and that of the gates."""

from __future__ import annotations

from datetime import date

from mall.models import Desk
from mall.reference import register
from staffing.models import Crew, CrewDesk

N = CrewDesk.Noon
#: Code, name, English name, noon duty by headcount, and its desks with who has the noon duty when short (ROST-03).
CREWS: tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "centre",
        "客服中心",
        "Service centre",
        Crew.Noon.HEADCOUNT,
        (("centre", N.OWN), ("floor-4", N.IN_TURN), ("floor-8", N.IN_TURN_OR_NONE)),
    ),
    (
        "gates",
        "四门前台",
        "Gate desks",
        # Eight people cannot stand at four desks over noon on seven days and keep the law: two of them take turns.
        Crew.Noon.SHARED,
        (("east", N.OWN), ("south", N.OWN), ("west", N.IN_TURN), ("north", N.IN_TURN)),
    ),
)
BEGINS = date(2020, 1, 1)


@register
def crews() -> int:
    """ROST-02, ROST-03. The crews with their desks; returns how many rows were missing."""
    desks = {desk.code: desk for desk in Desk.objects.all()}
    made = 0
    for order, (code, name, name_en, noon, own) in enumerate(CREWS, start=1):
        defaults = {"name": name, "name_en": name_en, "noon": noon, "order": order * 10}
        crew, is_new = Crew.objects.get_or_create(code=code, defaults=defaults)
        made += is_new
        if not is_new:
            continue
        for place, (desk, at_noon) in enumerate(own, start=1):
            if desk in desks:
                CrewDesk.objects.create(
                    crew=crew, desk=desks[desk], noon=at_noon, order=place * 10, period=(BEGINS, None)
                )
                made += 1
    return made
