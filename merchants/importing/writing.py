"""Writing what the plan says, in the caller's one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify
from django.utils.translation import gettext as _

from casework import importing
from casework.actions import bulk, folders
from casework.models import Folder, ImportedFile
from mall.models import Floor, Unit, Zone
from mall.units import FLOOR_CODES, UnitNumber
from merchants.actions.home import home_department
from merchants.actions.tenancies import end_tenancy, leave
from merchants.actions.words import words, write_words
from merchants.importing.plan import Planned
from merchants.models import Category, ClassNaming, Contact, Merchant, MerchantClass, Tenancy
from merchants.tables import CLASS_A, FOLDER_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class Writer(importing.Writer[Planned]):
    """Writes the planned rows of one file."""

    at_once = 200
    grown = "merchants_merchant, merchants_tenancy, merchants_contact, casework_folder, casework_searchtext, mall_unit"

    def __init__(self, file: ImportedFile, todo: Sequence[Planned], on: date) -> None:
        super().__init__(file, todo, on)
        self.department = home_department()
        self.units = ensure_units({unit for planned in todo for unit in planned.row.units})
        self.categories = {c.name: c for c in Category.objects.all()}
        self.classes = {c.code: c for c in MerchantClass.objects.all()}
        self.left: dict[int, tuple[Merchant, list[str]]] = {}

    def write(self, some: Sequence[Planned]) -> None:
        """Write some rows: who makes room goes first, then merchants, contacts and tenancies."""
        for tenancy in (t for planned in some for t in planned.leaving):
            _merchant, units = self.left.setdefault(tenancy.merchant_id, (tenancy.merchant, []))
            units.append(tenancy.unit.number)
            end_tenancy(tenancy, self.on)
        new = [planned for planned in some if planned.merchant is None]
        self._write_merchants(new)
        self._write_contacts(new)
        Tenancy.objects.bulk_create(
            Tenancy(merchant=planned.merchant, unit=self.units[unit], period=DateRange(begins, None))
            for planned in some
            for unit, begins in planned.free_from.items()
        )
        self._write_lines(new, [planned for planned in some if planned not in new])

    def finish(self) -> None:
        """Tell the files of those who made room; who has no unit any more has left."""
        stay = set(
            Tenancy.objects.filter(merchant__in=self.left, period__upper_inf=True).values_list("merchant", flat=True)
        )
        for merchant, units in self.left.values():
            leaves = merchant.pk not in stay
            if leaves:
                leave(merchant, self.on)
            for unit in units:
                facts = {"unit": unit, "on": self.on.isoformat(), "leaves": leaves, "file": self.file.pk}
                folders.record(merchant.folder, "moved_out", by=self.by, now=self.now, facts=facts)
            write_words(merchant)

    def _write_merchants(self, new: list[Planned]) -> None:
        opened = [
            Folder(
                kind=FOLDER_KIND,
                title=planned.row.name,
                department=self.department,
                is_file=True,
                opened_at=self.now,
                opened_by=self.by,
            )
            for planned in new
        ]
        bulk.open_all(opened, by=self.by, now=self.now)
        for planned, folder in zip(new, opened, strict=True):
            planned.merchant = self._merchant(planned, folder)
        Merchant.objects.bulk_create([planned.merchant for planned in new if planned.merchant])

    def _merchant(self, planned: Planned, folder: Folder) -> Merchant:
        row = planned.row
        merchant = Merchant(
            folder=folder,
            category=self._category(row.category),
            merchant_class=self._class(row.merchant_class),
            entered_on=row.entered_on,
            area=row.area,
            note=row.note,
        )
        merchant.call(row.name)
        return merchant

    def _write_contacts(self, new: list[Planned]) -> None:
        contacts = []
        for planned in new:
            contact = Contact(merchant=planned.merchant, name=planned.row.contact[:40], is_main=True)
            contact.ring(planned.row.phone)
            contacts.append(contact)
        Contact.objects.bulk_create(contacts)
        # The list says class A; its floor is taken to have named it (MER-02)
        ClassNaming.objects.bulk_create(
            ClassNaming(
                merchant=planned.merchant,
                merchant_class=self.classes[CLASS_A],
                floor=self.units[str(planned.row.units[0])].floor,
                reason=_("As the imported list says"),
                at=self.now,
                by=self.by,
            )
            for planned in new
            if planned.row.merchant_class == CLASS_A
        )

    def _write_lines(self, new: list[Planned], grown: list[Planned]) -> None:
        lines: list[tuple[Folder, str, dict[str, object]]] = []
        for planned in new:
            facts = {"file": self.file.pk, "row": planned.row.number, "units": list(planned.free_from)}
            lines.append((_folder(planned), "merchant_imported", facts))
        for planned in grown:
            for unit, begins in planned.free_from.items():
                lines.append((_folder(planned), "moved_in", {"unit": unit, "on": begins.isoformat()}))
        bulk.record_all(lines, by=self.by, now=self.now)
        bulk.write_all_words(
            (
                merchant.folder,
                words(
                    merchant,
                    units=planned.free_from,
                    contacts=[planned.row.contact],
                    category=planned.row.category,
                ),
                [planned.row.phone],
            )
            for planned in new
            if (merchant := planned.merchant) is not None
        )
        for planned in grown:
            if planned.merchant is not None:
                write_words(planned.merchant)

    def _category(self, name: str) -> Category | None:
        name = name[:40]
        if name and name not in self.categories:
            code = slugify(name, allow_unicode=True)[:50] or f"c{len(self.categories)}"
            self.categories[name], _made = Category.objects.get_or_create(name=name, defaults={"code": code})
        return self.categories.get(name)

    def _class(self, code: str) -> MerchantClass | None:
        if code and code not in self.classes:
            self.classes[code] = MerchantClass.objects.create(code=code, name=code)
        return self.classes.get(code)


def ensure_units(numbers: Iterable[UnitNumber]) -> dict[str, Unit]:
    """The units with these numbers; those the mall does not know yet are added, with floor and zone."""
    wanted = {str(number): number for number in numbers}
    units = {unit.number: unit for unit in Unit.objects.filter(number__in=wanted).select_related("floor")}
    missing = [number for text, number in wanted.items() if text not in units]
    if missing:
        floors = {floor.digit: floor for floor in Floor.objects.all()}
        zones = {zone.letter: zone for zone in Zone.objects.all()}
        for digit in {number.floor_digit for number in missing}:
            if str(digit) not in floors:
                floors[str(digit)] = _floor(digit)
        for letter in {number.zone for number in missing}:
            if letter not in zones:
                zones[letter] = Zone.objects.create(letter=letter, name=f"{letter}区")
        made = Unit.objects.bulk_create(
            Unit(number=str(number), floor=floors[str(number.floor_digit)], zone=zones[number.zone])
            for number in sorted(missing)
        )
        units |= {unit.number: unit for unit in made}
    return units


def _floor(digit: int) -> Floor:
    level = digit or -1
    name = "负一楼" if digit == 0 else f"{'零一二三四五六七八'[digit]}楼"
    floor, _made = Floor.objects.get_or_create(
        code=FLOOR_CODES[digit], defaults={"level": level, "name": name, "digit": str(digit)}
    )
    return floor


def _folder(planned: Planned) -> Folder:
    if planned.merchant is None:
        message = "the row has no merchant yet"
        raise ValueError(message)
    return planned.merchant.folder
