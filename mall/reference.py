"""The rows every installation starts with, and a place where each app adds its own.

`manage.py load_reference` runs all loaders, as often as one likes: what is there already is left as people
have edited it since.
"""

from __future__ import annotations

from collections.abc import Callable

from mall.limits.seasons import SEASONS
from mall.models import Department, Desk, Floor, Lift, Season, Zone

Loader = Callable[[], int]
_loaders: list[Loader] = []


def register(loader: Loader) -> Loader:
    """Add a loader; it makes the rows that are missing and returns how many it made. Order of registration counts."""
    if loader not in _loaders:
        _loaders.append(loader)
    return loader


def load() -> dict[str, int]:
    """Run all loaders; returns how many rows each made."""
    return {f"{loader.__module__}.{loader.__name__}": loader() for loader in _loaders}


FLOORS = (
    ("B1", -1, "负一楼", "0"),
    ("1F", 1, "一楼", "1"),
    ("2F", 2, "二楼", "2"),
    ("3F", 3, "三楼", "3"),
    ("4F", 4, "四楼", "4"),
    ("5F", 5, "五楼", "5"),
    ("6F", 6, "六楼", "6"),
    ("7F", 7, "七楼", "7"),
    ("8F", 8, "八楼", "8"),
)

# Code, name, English name, may be asked to handle complaints.
DEPARTMENTS = (
    ("customer-service", "客户服务部", "Customer service", True),
    ("onsite", "现场部", "On-site management", True),
    ("fire", "消防部", "Fire safety", True),
    ("decoration", "装修服务部", "Fit-out", True),
    ("market", "市场部", "Market", True),
    ("security", "人武部", "Security", True),
    ("inspection", "检查部", "Inspection", True),
    ("engineering", "工程部", "Engineering", True),
    ("finance", "财务部", "Finance", True),
    ("hr", "人力资源部", "Human resources", True),
    ("gm-office", "总经理办公室", "General manager's office", False),
)

# Code, name, English name, floor, position, functions.
DESKS = (
    ("east", "东门前台", "East desk", "1F", "一楼东门", "失物招领、雨伞借用"),
    ("south", "南门前台", "South desk", "1F", "一楼南门", "寄存、轮椅借用"),
    ("west", "西门前台", "West desk", "1F", "一楼西门", "信件领取、寄存"),
    ("north", "北门前台", "North desk", "1F", "一楼北门", "发票咨询、针线包"),
    ("centre", "中厅前台", "Centre desk", "1F", "一楼中厅", "播音、专梯接待"),
    ("floor-4", "四楼客服", "4F desk", "4F", "四楼扶梯口", "商户培训报名"),
    ("floor-8", "八楼前台", "8F desk", "8F", "八楼办公区", "问题包裹领取、钥匙借用"),
)

# Code, kind, position, first and last level served.
LIFTS = (
    ("KT-1", "passenger", "东区电梯厅", -1, 8),
    ("KT-2", "passenger", "东区电梯厅", -1, 8),
    ("KT-3", "passenger", "西区电梯厅", -1, 8),
    ("KT-4", "passenger", "西区电梯厅", -1, 8),
    ("KT-5", "passenger", "中厅观光梯", 1, 8),
    ("HT-1", "freight", "北侧卸货区", -1, 8),
    ("HT-2", "freight", "南侧卸货区", -1, 8),
    ("FT-1", "escalator", "中厅扶梯", 1, 7),
)


@register
def floors_and_zones() -> int:
    """Floors B1 to 8F with their digit in unit numbers, zones A to F."""
    made = 0
    for code, level, name, digit in FLOORS:
        _row, new = Floor.objects.get_or_create(code=code, defaults={"level": level, "name": name, "digit": digit})
        made += new
    for letter in "ABCDEF":
        _zone, new = Zone.objects.get_or_create(
            letter=letter, defaults={"name": f"{letter}区", "name_en": f"Zone {letter}"}
        )
        made += new
    return made


@register
def departments() -> int:
    """The eleven departments of handbook 2."""
    made = 0
    for order, (code, name, name_en, takes) in enumerate(DEPARTMENTS, start=1):
        defaults = {"name": name, "name_en": name_en, "takes_complaints": takes, "order": order * 10}
        made += Department.objects.get_or_create(code=code, defaults=defaults)[1]
    return made


@register
def desks() -> int:
    """DESK-07, DESK-08. Five desks round the mall and the ones named on 4F and 8F."""
    floors = {floor.code: floor for floor in Floor.objects.all()}
    made = 0
    for order, (code, name, name_en, floor, position, functions) in enumerate(DESKS, start=1):
        defaults = {
            "name": name,
            "name_en": name_en,
            "floor": floors[floor],
            "position": position,
            "functions": functions,
            "order": order * 10,
        }
        made += Desk.objects.get_or_create(code=code, defaults=defaults)[1]
    return made


@register
def seasons() -> int:
    """DESK-02, ROST-05, ROST-06, ROST-08. Summer and winter with their hours and noon duty."""
    return sum(Season.objects.get_or_create(code=code, defaults=hours)[1] for code, hours in SEASONS.items())


@register
def lifts() -> int:
    """The lifts as places; their own work belongs to the lift squad's pages."""
    floors = list(Floor.objects.all())
    made = 0
    for code, kind, position, first, last in LIFTS:
        lift, new = Lift.objects.get_or_create(code=code, defaults={"kind": kind, "position": position})
        if new:
            lift.floors.set([floor for floor in floors if first <= floor.level <= last])
        made += new
    return made
