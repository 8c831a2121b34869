"""What the list can be filtered by, in one query."""

from __future__ import annotations

from django.db.models import F, IntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from mall.models import Floor, Zone
from merchants.models import Category, MerchantClass

Choices = list[tuple[str, str]]


def filter_choices() -> dict[str, Choices]:
    """Code and words of every floor, zone, category in use and class, each kind in its order."""
    columns = ("kind", "key", "chinese", "english", "place")

    def place(name: str) -> Cast:
        return Cast(F(name), IntegerField())

    floors = Floor.objects.order_by().annotate(
        kind=Value("floor"), key=F("code"), chinese=F("name"), english=F("code"), place=place("level")
    )
    zones = Zone.objects.order_by().annotate(
        kind=Value("zone"), key=F("letter"), chinese=F("name"), english=F("letter"), place=Value(0)
    )
    categories = (
        Category.objects.filter(is_active=True)
        .order_by()
        .annotate(kind=Value("category"), key=F("code"), chinese=F("name"), english=F("name_en"), place=place("order"))
    )
    classes = MerchantClass.objects.order_by().annotate(
        kind=Value("merchant_class"), key=F("code"), chinese=F("code"), english=F("code"), place=Value(0)
    )
    rows = floors.values_list(*columns).union(
        *(each.values_list(*columns) for each in (zones, categories, classes)), all=True
    )
    english = get_language() == "en"
    found: dict[str, Choices] = {"floor": [], "zone": [], "category": [], "merchant_class": []}
    for kind, key, chinese, other, _place in sorted(rows, key=lambda row: (row[4], row[1])):
        found[kind].append((key, (other or chinese) if english else chinese))
    return found
