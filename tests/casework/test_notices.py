"""Telling: to whom, when, once; carrying it out, again and again, and giving up."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import translation

from casework import notice_kinds
from casework.actions import folders, notices
from casework.actions.deliver import WAITS, claim, deliver
from casework.models import Reminder
from casework.queries import folder_url, heard, missed_jobs, said, unread_count
from casework.rules.receivers import group_address
from casework.tasks import deliver_messages, sweep_clocks
from mall.actions import doors
from mall.limits import limit
from mall.models import Department, Heartbeat
from mall.roles import Role
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

MAILS = "django.core.mail.backends.locmem.EmailBackend"
BROKEN = "django.core.mail.backends.smtp.EmailBackend"


def tell(*people: Any, kind: str = "clock.overdue", now: Any = NOON, **how: Any) -> int:
    folder = how.pop("folder", None) or make_casework.folder(now=now)
    return notices.tell(people, kind, folder, key=how.pop("key", "k"), now=now, **how)


def test_each_receiver_and_channel_is_told_once_per_key() -> None:
    person = make.person(email="p@mall.example")
    folder = make_casework.folder()
    assert tell(person, person, folder=folder) == 2
    assert tell(person, folder=folder) == 0
    assert tell(person, folder=folder, key="another") == 2
    assert set(Reminder.objects.values_list("channel", flat=True)) == {"bell", "mail"}


def test_who_has_left_is_not_told() -> None:
    assert tell(make.person(is_active=False)) == 0


def test_a_muted_kind_is_left_out_and_safety_goes_through() -> None:
    person = make.person()
    notices.mute(person, ["clock.warned", "clock.overdue", "safety.alarm"])
    assert person.muted == ["clock.overdue", "clock.warned"]
    assert tell(person, kind="clock.warned", key="a") == 0
    assert tell(person, kind="clock.overdue", key="b") == 0
    assert tell(person, kind="safety.alarm", key="s") == 1
    assert tell(person, kind="clock.warned", key="c", folder=make_casework.folder(safety=True)) == 1
    assert tell(person, kind="clock.warned", key="d", urgent=True) == 1


@rule.both("CMP-35")
def test_outside_the_receivers_hours_the_message_waits() -> None:
    agent, deputy = make.person(), make.person(Role.DEPUTY_GM, make.department("gm-office"))
    saturday = at(28, 7)
    tell(agent, deputy, now=saturday, key="calm")
    tell(agent, deputy, now=saturday, key="loud", kind="safety.alarm")
    at_what = {(row.receiver_id, row.urgent): row.send_at for row in Reminder.objects.all()}
    assert at_what == {
        (agent.pk, False): at(28, 8, 30),
        (deputy.pk, False): at(30, 8, 30),
        (agent.pk, True): saturday,
        (deputy.pk, True): saturday,
    }


def test_every_kind_can_be_muted_but_the_safety_alarm() -> None:
    assert [kind.code for kind in notice_kinds.notice_kinds() if not kind.mutable] == ["safety.alarm"]


def test_a_group_chat_waits_for_its_departments_hours() -> None:
    chat = {"notice_url": "json://localhost"}
    tell(departments=[make.department(**chat), make.department("fire", **chat)], now=at(28, 7))
    assert sorted(Reminder.objects.values_list("send_at", flat=True)) == [at(28, 8, 30), at(30, 8, 30)]


def test_a_message_is_heard_from_its_hour_on() -> None:
    person = make.person()
    tell(person, now=at(26, 22))
    assert unread_count(person, at(26, 23)) == 0
    assert unread_count(person, at(27, 8, 30)) == 1
    assert not heard(person, at(26, 23)).exists()
    assert notices.mark_read(person, now=at(27, 9)) == 1
    assert unread_count(person, at(27, 9)) == 0


def test_who_is_shut_out_later_finds_nothing_of_what_was_told() -> None:
    person = make.person()
    folder = make_casework.folder()
    tell(person, folder=folder)
    folders.shut_out(folder, person, by=make.person(), now=at(26, 13))
    assert not heard(person, at(26, 14)).exists()
    assert tell(person, folder=folder, key="again") == 0


@rule.both("CMP-46")
def test_a_group_chat_is_silent_where_the_person_it_is_about_reads_along() -> None:
    folder = make_casework.folder()
    departments = [make.department(code, notice_url="json://localhost") for code in ("fire", "onsite")]
    folders.shut_out(folder, make_casework.department_user("fire"), by=make.person(), now=NOON)
    assert tell(folder=folder, departments=departments) == 1
    assert Reminder.objects.get().department == make.department("onsite")


@rule.both("DATA-02")
@rule("CMP-46")
def test_of_a_secret_only_those_hear_who_may_read_it() -> None:
    agent, manager = make.person(), make.person(Role.MANAGER)
    folder = make_casework.folder(confidential=True)
    chat = make.department("fire", notice_url="json://localhost", email="fire@mall.example")
    tell(agent, manager, folder=folder, departments=[chat])
    assert [row.receiver for row in Reminder.objects.all()] == [manager]


def test_nobody_signed_in_has_nothing_unread() -> None:
    from django.contrib.auth.models import AnonymousUser

    assert unread_count(AnonymousUser(), NOON) == 0  # type: ignore[arg-type]  # nobody at all


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_makes_a_sentence(language: str) -> None:
    person = make.person(name="雷佳")
    facts = {"department": make.department("fire").pk, "person": person.pk, "what": "answer", "times": 2, "count": 21}
    folder = make_casework.folder()
    with translation.override(language):
        for kind in notice_kinds.notice_kinds():
            row = Reminder(kind=kind.code, folder=folder, receiver=person, facts=facts, send_at=NOON)
            sentence = said([row])[0].sentence
            assert sentence
            assert "%(" not in sentence
        assert folder.number in said([Reminder(kind="no-longer-known", folder=folder, send_at=NOON)])[0].sentence
        assert said([Reminder(kind="clock.overdue", folder=None, send_at=NOON)])[0].sentence


def test_a_folder_without_a_desk_of_its_own_leads_nowhere() -> None:
    assert folder_url(None) == ""
    assert folder_url(make_casework.folder()) == ""


# ---------------------------------------------------------------- carrying it out


def test_a_mail_is_sent_in_the_receivers_language_and_marked() -> None:
    english = make.person(email="e@mall.example", language="en")
    chinese = make.person(email="c@mall.example")
    folder = make_casework.folder(title="鞋子开胶")
    tell(english, chinese, folder=folder, facts={"what": "answer"})
    assert deliver(at(26, 12, 1)).sent == 2
    bodies = {message.to[0]: message for message in mail.outbox}
    assert "overdue" in bodies["e@mall.example"].subject
    assert "已超时" in bodies["c@mall.example"].subject
    assert folder.number in bodies["c@mall.example"].body
    assert deliver(at(26, 12, 2)).sent == 0
    assert not Reminder.objects.filter(sent_at=None).exists()


def test_a_mail_is_not_sent_before_its_hour() -> None:
    tell(make.person(email="c@mall.example"), now=at(26, 22))
    assert deliver(at(26, 23)).sent == 0
    assert deliver(at(27, 8, 30)).sent == 1


def test_who_has_left_meanwhile_gets_no_mail() -> None:
    person = make.person(email="c@mall.example")
    tell(person)
    person.is_active = False
    person.save()
    deliver(at(26, 12, 1))
    assert mail.outbox == []


def test_what_fails_is_tried_again_with_growing_pauses_and_given_up(settings: Any) -> None:
    settings.EMAIL_BACKEND = BROKEN
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell(make.person(email="c@mall.example"))
    row = Reminder.objects.get(channel="mail")
    moment, waits = at(26, 12, 1), []
    for _ in range(len(WAITS) + 1):
        assert deliver(moment).failed == 1
        row.refresh_from_db()
        waits.append(row.send_at - moment)
        moment = row.send_at
    assert waits == [*WAITS, WAITS[-1]]
    assert row.given_up_at is not None
    assert row.problem == "ConnectionRefusedError"
    assert deliver(moment + timedelta(days=1)).failed == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # apprise reads its carriers at first use
def test_one_that_fails_does_not_hold_the_others(settings: Any) -> None:
    department = make.department("fire", notice_url="no-such-carrier://x")
    tell(make.person(email="c@mall.example"), departments=[department])
    done = deliver(at(26, 12, 1))
    assert (done.sent, done.failed) == (1, 1)
    assert Reminder.objects.get(channel="group").problem == "NotCarried"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # apprise reads its carriers at first use
def test_a_group_chat_is_told_that_a_message_may_have_come_before() -> None:
    with a_chat() as (address, heard_there):
        fire, folder = make.department("fire", notice_url=address), make_casework.folder()
        tell(departments=[fire], folder=folder)
        assert claim(at(26, 12, 1)) is not None  # by a worker that is killed before it says how it went
        assert deliver(at(26, 12, 2)).sent == 1
        tell(departments=[fire], folder=folder, key="another", now=at(26, 13))
        Department.objects.update(notice_url="no-such-carrier://x")
        assert deliver(at(26, 13, 1)).failed == 1
        Department.objects.update(notice_url=address)
        assert deliver(at(26, 13, 2)).sent == 1
    again, plain = heard_there
    assert again == f"{plain}（重发：此前可能已收到）"


@contextmanager
def a_chat() -> Iterator[tuple[str, list[str]]]:
    """A group chat on this machine: its address, and what was said there."""
    heard_there: list[str] = []

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard_there.append(json.loads(body)["message"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/", heard_there
    server.shutdown()
    server.server_close()


def test_a_department_without_an_address_needs_no_carrier() -> None:
    assert tell(departments=[make.department("onsite")]) == 0
    fire = make.department("fire", notice_url="json://localhost", email="fire@mall.example")
    assert tell(departments=[fire]) == 2
    Department.objects.update(notice_url="", email="")  # taken away while the message waits
    assert deliver(at(26, 12, 1)).sent == 2
    assert mail.outbox == []


def test_a_department_is_reached_by_its_own_address_or_the_installations(settings: Any) -> None:
    settings.NOTICE_URLS = {"fire": "json://of-the-house", "gm-office": "json://office"}
    fire, own = make.department("fire"), make.department("gm-office", notice_url="json://own")
    assert group_address(fire) == "json://of-the-house"
    assert group_address(own) == "json://own"
    assert group_address(make.department("onsite")) == ""
    assert tell(departments=[fire, own, make.department("onsite")]) == 2
    assert set(Reminder.objects.values_list("channel", "department__code")) == {
        ("group", "fire"),
        ("group", "gm-office"),
    }


def test_a_departments_mail_is_sent_once_in_the_language_of_the_house() -> None:
    fire = make.department("fire", email="fire@mall.example")
    tell(departments=[fire], kind="handoff.asked", folder=make_casework.folder())
    tell(departments=[fire], kind="clock.warned", key="no mail of warnings")
    assert deliver(at(26, 12, 1)).sent == 1
    assert [message.to for message in mail.outbox] == [["fire@mall.example"]]
    assert "部门" in mail.outbox[0].subject


def test_a_worker_killed_between_claim_and_sending_loses_nothing() -> None:
    tell(make.person(email="c@mall.example"))
    assert claim(at(26, 12, 1)) is not None  # and the worker is gone
    assert deliver(at(26, 12, 1)).sent == 0
    assert deliver(at(26, 12, 2)).sent == 1
    assert len(mail.outbox) == 1


def test_a_message_carries_the_same_identity_each_time() -> None:
    tell(make.person(email="c@mall.example"))
    deliver(at(26, 12, 1))
    Reminder.objects.filter(channel="mail").update(sent_at=None, send_at=NOON)
    deliver(at(26, 12, 5))
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_message_lost_too_often_is_given_up() -> None:
    tell(make.person(email="c@mall.example"))
    Reminder.objects.filter(channel="mail").update(attempts=len(WAITS) + 1)
    assert claim(at(26, 12, 1)) is None
    assert Reminder.objects.get(channel="mail").given_up_at == at(26, 12, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_send_each_mail_once() -> None:
    for n in range(20):
        tell(make.person(email=f"p{n}@mall.example"), key=f"k{n}")
    start = threading.Barrier(8)
    sent: list[int] = []

    def run() -> None:
        try:
            start.wait(timeout=30)
            sent.append(deliver(at(26, 12, 1)).sent)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(sent) == 20
    assert sorted(message.to[0] for message in mail.outbox) == sorted(f"p{n}@mall.example" for n in range(20))


def test_the_tasks_say_what_they_did() -> None:
    assert sweep_clocks() == {"steps": 0, "troubled": 0}
    assert deliver_messages() == {"sent": 0, "failed": 0, "given_up": 0}


# ---------------------------------------------------------------- watching


def test_a_job_that_missed_two_runs_is_named() -> None:
    minute = timedelta(minutes=1)
    Heartbeat.objects.create(name="clocks", every=minute, ran_at=at(26, 11, 50))
    Heartbeat.objects.create(name="messages", every=minute, ran_at=at(26, 11, 59))
    assert [job.name for job in missed_jobs(NOON)] == ["clocks"]
    lines = [("clocks", minute), ("never", timedelta(hours=1))]
    assert [job.name for job in missed_jobs(NOON, lines, up_since=at(26, 11))] == ["clocks"]
    assert [job.name for job in missed_jobs(NOON, lines, up_since=at(26, 9))] == ["clocks", "never"]
    assert missed_jobs(NOON, lines, up_since=at(26, 11, 58)) == []


def test_everybody_sees_when_scheduled_work_has_stopped(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.wiring.UP_SINCE", at(1, 0, year=2025))
    Heartbeat.objects.create(name="clocks", every=timedelta(minutes=1), ran_at=at(1, 0, year=2025))
    make.signed_in(client, make.person(Role.HR_VIEWER, make.department("hr")))
    assert "后台任务停了" in client.get("/notices/").content.decode()


@rule.both("DATA-01")
def test_who_looks_at_very_many_numbers_is_reported_once_an_hour() -> None:
    supervisor, agent = make.person(Role.SUPERVISOR), make.person()
    most = limit("reveals_an_hour", NOON)

    def look(times: int) -> None:
        for _ in range(times):
            doors.reveal(by=agent, now=NOON, what="x.y", row=1, purpose="核对顾客信息")

    look(most)
    assert not Reminder.objects.filter(kind="many_reveals").exists()
    look(3)
    assert [row.receiver for row in Reminder.objects.filter(kind="many_reveals")] == [supervisor]


def test_every_icon_of_our_tables_is_drawn(settings: Any) -> None:
    from casework import kinds, verbs

    names = {each.icon for each in (*verbs.verbs(), *notice_kinds.notice_kinds(), *kinds.kinds())}
    drawn = (settings.BASE_DIR / "static" / "vendor" / "icons" / "tabler-icons.min.css").read_text(encoding="utf-8")
    assert not [name for name in names if f"ti-{name}:before" not in drawn]
