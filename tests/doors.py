"""Every door of the product, and an address that leads to it."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from mail_desk.models import Delivery, MailItem, ReturnBatch
from mall.models import Floor
from mall.roles import Role
from tests import doors_staffing, make, make_mail, make_mail_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model
    from django.test import Client

    from complaints.models import Complaint
    from mall.models import User
    from merchants.models import Merchant


def _patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) not in {"admin/", "i18n/"}:
                yield from _patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name and hasattr(entry.callback, "needs"):
            yield f"{space}{entry.name}", entry


def doors() -> list[tuple[str, URLPattern, Any]]:
    """Name, address pattern and view of every door but the gallery's, which is there to show errors."""
    return [
        (name, entry, door)
        for name, entry in _patterns(get_resolver())
        if "gallery" not in name
        for door in getattr(entry.callback, "doors", (entry.callback,))
    ]


def everybody() -> User:
    """Somebody who may do everything."""
    person = make.person(Role.MANAGER)
    for role in Role:
        if role != Role.MANAGER:
            make.member(person, role, "onsite" if role in {Role.DEPARTMENT_HEAD, Role.DEPARTMENT_USER} else "gm-office")
    return person


def address(name: str, entry: URLPattern, case: Complaint, shop: Merchant, user: User) -> str:
    """An address of the door: of this case, this merchant, this person, and of the first row where one is named."""
    own = mail_of(str(entry.pattern)) if name.startswith("mail_desk:") else {}
    if name.startswith("staffing:"):
        own = doors_staffing.in_address(name, user)
    sample: dict[str, Any] = {
        "number": shop.folder.number if name.startswith("merchants:") else case.folder.number,
        "pk": user.pk if "person" in name or "people" in name else 1,
        "row": _row(name, shop),
        **own,
    }
    return any_address(name, entry, **sample)


def any_address(name: str, entry: URLPattern, **sample: Any) -> str:
    """An address of the door, of rows that need not be there: enough for whoever is refused before they are read."""
    known = {**_SAMPLE, **sample}
    return reverse(name, kwargs={argument: known.get(argument, 1) for argument in entry.pattern.converters})


_SAMPLE: dict[str, Any] = {
    "form": "F-01",
    "name": "complaint_dispatch_min",
    "code": "winter",
    "year": 2026,
    "key": "k" * 43,
    "part": "buttons",
    "day": date(2026, 11, 26),
}


#: How the address of what has a number of its own begins → whose it is; everything else is an item's.
_OF_MAIL = {"mail/deliver": Delivery, "mail/return": ReturnBatch}


def mail_of(route: str) -> dict[str, Any]:
    """What stands in an address of the mail desk: a floor, and the number of a delivery, a batch or an item.

    Whatever there is none of yet is laid down.
    """
    make_mail.lists()
    model = next((model for begin, model in _OF_MAIL.items() if route.startswith(begin)), MailItem)
    found = model.objects.select_related("folder").order_by("pk").first()
    if found is None:
        found = _laid_down(model)
    item = MailItem.objects.select_related("folder").order_by("pk").first() or _laid_down(MailItem)
    numbers = {"number": found.folder.number, "item": item.folder.number}
    if route.startswith("mail/collections/"):
        by, now = make_mail.agent(), timezone.now()
        numbers["pk"] = (item.collection or make_mail_days.collected(item, by=by, now=now).collection).pk
    return {**numbers, "code": Floor.objects.order_by("level")[0].code}


def lay_down_mail() -> None:
    """One of everything the addresses of the mail desk name."""
    for route in ("mail/deliveries/", "mail/returns/", "mail/collections/", "mail/"):
        mail_of(route)


def _laid_down(model: type[Model]) -> Any:
    by, now = make_mail.agent(), timezone.now()
    if model is Delivery:
        return make_mail.delivery(by=by, now=now)
    if model is ReturnBatch:
        return make_mail_days.batch(by=by, now=now)
    return make_mail.item(by=by, now=now)


def _row(name: str, shop: Merchant) -> int:
    """The row an act on a merchant's file is about."""
    if "contact" in name:
        return shop.contacts.get().pk
    return shop.tenancies.get().pk if "move-out" in name else 1


#: What may lead on from a page, and where what is typed there goes.
_LEADS = ("href", "hx-get", "hx-post", "action", "formaction")
#: They answer with a file, or end the session of whoever walks.
_NO_PAGES = ("print", "export", "logout", "lock", "backup")
_OK = 200


class _Page(HTMLParser):
    """Where a page leads, and what each of its forms asks."""

    def __init__(self, place: str) -> None:
        """Begin with nothing; a form without an address goes to the page's own."""
        super().__init__()
        self.place, self.leads = place, set[str]()
        self.forms: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._form = self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where it leads, a field, or a choice of the list that is open."""
        given = {name: value or "" for name, value in attrs}
        self.leads |= {self._address(given[name]) for name in _LEADS if given.get(name)}
        if tag == "form":
            self._form = self._address(given.get("action") or given.get("hx-post") or self.place)
        asked, name = self.forms[self._form], given.get("name", "")
        if tag in {"input", "textarea", "select", "button"} and name and name != "csrfmiddlewaretoken":
            asked[name].add(given.get("value", ""))
            self._list = name if tag == "select" else self._list
        elif tag == "option" and self._list:
            asked[self._list].add(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """A form or a list is over."""
        if tag in {"form", "select"}:
            self._list = ""
            self._form = "" if tag == "form" else self._form

    def _address(self, link: str) -> str:
        there = urlsplit(urljoin(self.place, link))
        return there.path if not there.netloc else ""


class Found:
    """What a walk through the pages found: the addresses of every door, and the fields of the forms that lead there."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.places: dict[str, list[str]] = defaultdict(list)
        self.fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def note(self, page: _Page) -> None:
        """Keep what the forms of a page ask."""
        for place, asked in page.forms.items():
            for name, offered in asked.items():
                self.fields[place][name] |= offered


def walk(client: Client, starts: Iterable[str], *, most: int) -> Found:
    """Follow every link from these pages, to at most so many addresses of each door."""
    found, waiting, seen = Found(), deque(starts), set[str]()
    while waiting:
        place = waiting.popleft()
        name = _door(place)
        if place in seen or not name or len(found.places[name]) >= most:
            continue
        seen.add(place)
        found.places[name].append(place)
        if any(word in name for word in _NO_PAGES):
            continue
        answer = client.get(place)
        if answer.status_code == _OK and not answer.streaming and "html" in answer["Content-Type"]:
            page = _Page(place)
            page.feed(answer.content.decode("utf-8", "ignore"))
            found.note(page)
            waiting.extend(sorted(page.leads))
    return found


def _door(place: str) -> str:
    """The name of the door at an address; nothing where there is none."""
    try:
        return resolve(place).view_name
    except Resolver404:
        return ""
