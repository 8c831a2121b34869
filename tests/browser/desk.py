"""The screens of a complaint as a person works them: the counter's form, the drawer of an act, the papers."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from complaints.models import Complaint
from complaints.states import State
from tests import make_complaints

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

    from mall.models import User
    from tests.browser.conftest import Open


#: What is asked in a follow-up call.
ITEMS = ("态度", "业务能力", "及时", "守信")


def scan() -> FilePayload:
    """A signed paper, photographed."""
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "PNG")
    return {"name": "签字件.png", "mimeType": "image/png", "buffer": out.getvalue()}


def take_down(page: Page, *, name: str = "周女士", phone: str = "13800130013", where: str = "二楼扶梯口") -> Locator:
    """Fill in what the counter must know; nothing is sent yet."""
    form = page.locator("#intake")
    form.locator("#id_name").fill(name)
    form.locator("#id_phone").fill(phone)
    box = form.locator("#id_where")
    box.press_sequentially(where)
    box.press("Tab")
    form.locator("#id_happened").fill(make_complaints.WORDS)
    return form


def number_shown(page: Page) -> str:
    """The number the complainant is told, large on the screen."""
    shown = page.locator(".number-l")
    expect(shown).to_be_visible()
    return shown.inner_text().strip()


def address(case: Complaint | str) -> str:
    """Where a case is."""
    number = case if isinstance(case, str) else case.folder.number
    return reverse("complaints:case", args=[number])


@dataclass(frozen=True)
class Desk:
    """A person in front of a case."""

    page: Page

    @property
    def drawer(self) -> Locator:
        """The form beside the case."""
        return self.page.locator("#drawer")

    def open(self, act: str) -> Locator:
        """Open the form of an act, from the bar or from the menu behind it."""
        self.page.wait_for_load_state()  # before its scripts a link leads to the form's own page
        bar = self.page.locator("#acts")
        link = bar.get_by_role("link", name=act, exact=True)
        if not link.is_visible():
            bar.locator("details[data-menu]:not(.why-x) > summary").click()
        link.click()
        expect(self.drawer.locator("#drawer-title")).to_contain_text(act)
        return self.drawer

    def write(self, name: str, text: str) -> None:
        """Fill in a field."""
        self.drawer.locator(f"[name={name}]").fill(text)

    def choose(self, label: str, choice: str) -> None:
        """Choose a chip of a group."""
        self.drawer.get_by_role("group", name=label).get_by_role("radio", name=choice, exact=True).check()

    def pick(self, name: str, choice: str) -> None:
        """Choose from a list."""
        self.drawer.locator(f"select[name={name}]").select_option(label=choice)

    def send(self, act: str, said: str) -> None:
        """Send the form; the desk says that it is done."""
        self.drawer.get_by_role("button", name=act, exact=True).click()
        expect(self.page.locator("#toasts")).to_contain_text(said)
        expect(self.drawer).to_be_empty()

    def do(self, act: str, said: str, **texts: str) -> None:
        """Open an act, write the named fields, and send it."""
        self.open(act)
        for name, text in texts.items():
            self.write(name, text)
        self.send(act, said)

    def grade(self, grade: str, *, items: tuple[str, ...], solved: tuple[str, str]) -> None:
        """Give all four grades alike, and say whether it is solved."""
        for item in items:
            self.choose(item, grade)
        self.choose(*solved)

    def print_paper(self, code: str) -> None:
        """Press the button of a numbered paper; it opens as a PDF beside the case."""
        self.page.locator(".case-head").get_by_role("link", name="打印").click()
        row = self.drawer.locator(".list-s > div", has_text=code)
        address = row.locator("form").get_attribute("action") or ""
        with (
            self.page.expect_popup() as opened,
            self.page.context.expect_event(
                "response", lambda response: address in response.url and "pdf" in response.headers["content-type"]
            ),
        ):
            row.get_by_role("button").click()
        # The browser draws a page behind another one once a second only, and each click waits for two drawings.
        opened.value.close()

    def reads_paper(self, code: str) -> None:
        """The paper is offered, and it is a PDF."""
        answer = self.page.request.get(f"{self.page.url.split('?', 1)[0]}print/{code}/")
        assert answer.ok
        assert answer.body().startswith(b"%PDF")

    def shows(self, number: str) -> None:
        """The page of the case is there."""
        expect(self.page.locator(".case-head")).to_contain_text(number)

    def sees_state(self, state: str) -> None:
        """The case says where it stands."""
        expect(self.page.locator(".case-head")).to_contain_text(state)

    def tells(self, *sentences: str) -> None:
        """The timeline has these sentences, in the order in which it happened; others may stand between them."""
        newest_first = "[\\s\\S]*".join(re.escape(one) for one in reversed(sentences))
        expect(self.page.locator(".hist")).to_contain_text(re.compile(newest_first))

    def lacks(self, act: str) -> None:
        """The act is nowhere to be pressed."""
        expect(self.page.locator("#acts").get_by_role("link", name=act, exact=True)).to_have_count(0)

    def cannot(self, act: str, reason: str) -> None:
        """The button is there, off, and says why."""
        off = self.page.locator("#acts .btn-x.off", has_text=re.compile(rf"^\s*{act}："))
        expect(off).to_have_attribute("title", re.compile(reason))
        self.lacks(act)


def at(open_as: Open, person: User, case: Complaint | str, language: str = "zh-hans") -> Desk:
    """The person opens the case."""
    return Desk(open_as(person, address(case), language=language))


class Journey:
    """One complaint from the counter's form on. Everybody has a session and a screen of his own for it.

    A person finds the case in his list the first time; after that it stays open in front of him and is read anew.
    """

    def __init__(self, open_as: Open, agent: User, *, press: str = "登记并传递", language: str = "zh-hans") -> None:
        """Take the complaint down and hand it over."""
        self._open_as, self._language = open_as, language
        self.agent = agent
        self.other = make_complaints.agent(name="王敏")
        self.onsite = make_complaints.onsite(name="刘强")
        page = open_as(agent, "/complaints/new/", language=language)
        take_down(page)
        page.get_by_role("button", name=press).click()
        self.number = number_shown(page)
        page.locator("[data-main]").click()
        self._desks = {agent.pk: Desk(page)}
        self.desk.shows(self.number)

    @property
    def desk(self) -> Desk:
        """The screen of whoever registered it, as it stands."""
        return self._desks[self.agent.pk]

    @property
    def case(self) -> Complaint:
        """What the database says of it now."""
        return Complaint.objects.select_related("folder").get(folder__number=self.number)

    def at(self, person: User, found_in: str = "/complaints/") -> Desk:
        """Somebody turns to the case."""
        desk = self._desks.get(person.pk)
        if desk is None:
            page = self._open_as(person, found_in, language=self._language)
            page.locator("main").get_by_role("link", name=self.number, exact=True).click()
            desk = self._desks[person.pk] = Desk(page)
        else:
            desk.page.reload()
        desk.shows(self.number)
        return desk

    def is_answered(self, text: str = "已与商户核实，同意退货。") -> Desk:
        """The department takes the case in and answers in writing; the desk reads it."""
        onsite = self.at(self.onsite)
        onsite.do("受理", "已受理")
        onsite.do("书面反馈", "已送客服部", text=text)
        onsite.sees_state("已反馈")
        desk = self.at(self.agent)
        expect(desk.page.locator(".answer-x").last).to_contain_text(text)
        return desk

    def is_asked(self, grade: str = "非常满意", *, solved: str = "是", opinion: str = "") -> Desk:
        """Somebody who did not handle it calls the complainant."""
        self.desk.cannot("回访", "由他人回访")
        other = self.at(self.other, "/complaints/follow-ups/")
        other.open("回访")
        other.grade(grade, items=ITEMS, solved=("问题已解决", solved))
        if opinion:
            other.write("opinion", opinion)
        other.send("回访", "回访已记录")
        return other

    def is_closed(self, ending: str) -> Desk:
        """The desk names the cause and closes the case; the page says how it ended."""
        desk = self.at(self.agent)
        desk.open("原因与认定")
        desk.pick("category", "商品质量 › 质量瑕疵")
        desk.pick("cause", "用料、做工")
        desk.send("原因与认定", "认定已保存")
        desk.open("结案")
        expect(desk.drawer.locator(".kv")).to_contain_text(ending)
        desk.send("结案", "结案归档")
        desk.sees_state("结案")
        expect(desk.page.locator("#after-card")).to_contain_text(ending)
        case = self.case
        assert (case.state, case.get_ending_display()) == (State.CLOSED, ending)
        assert case.folder.closed_by_id == self.agent.pk
        return desk
