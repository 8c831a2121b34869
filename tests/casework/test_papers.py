"""Notes, attachments by their content, links; the timeline as it is read."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image

from casework import verbs
from casework.actions import approvals, clocks, folders, follow_ups, handoffs, papers
from casework.models import Attachment, Link, Note
from casework.queries import timeline
from casework.rules import files
from mall.actions.doors import stage
from mall.models import StagedUpload
from mall.roles import Role
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule
from ui.obstacles import Refused, TooLarge

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **save: Any) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, "red").save(made, kind, **save)
    return made.getvalue()


def archive(*names: str, types: bytes = b"<Types/>") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        for name in names:
            packed.writestr(name, b"x")
    return made.getvalue()


def with_a_place() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (41.0, 48.0, 0.0)
    exif[0x010F] = "Made by somebody"
    return picture(exif=exif)


@rule.both("HAND-08")
def test_a_note_says_something_and_is_written_by_who_may() -> None:
    folder = make_casework.folder()
    note = papers.write_note(folder, " 第三起了 ", by=make.person(), now=NOON)
    assert note.text == "第三起了"
    with pytest.raises(Refused, match="text"):
        papers.write_note(folder, "  ", by=make.person(), now=NOON)
    with pytest.raises(Refused, match="may"):
        papers.write_note(folder, "看看", by=make.person(Role.HR_VIEWER), now=NOON)
    assert Note.objects.count() == 1


def test_a_picture_is_drawn_anew_without_its_place(media: Path) -> None:
    sent = with_a_place()
    assert b"Made by somebody" in sent
    upload = SimpleUploadedFile("IMG_1.html", sent, "text/html")
    found = papers.attach(make_casework.folder(), upload, by=make.person(), now=NOON)
    kept = found.file.open("rb").read()
    assert (found.content_type, found.shown_inline) == ("image/jpeg", True)
    assert b"Made by somebody" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert str(found.file.name).endswith(".jpg")
    assert "IMG_1" not in str(found.file.name)
    assert found.size == len(kept)


@pytest.mark.parametrize(
    ("data", "content_type", "inline"),
    [
        (picture("PNG"), "image/jpeg", True),
        (picture("PNG", mode="RGBA"), "image/png", True),
        (picture("WEBP"), "image/jpeg", True),
        (picture("GIF"), "image/jpeg", True),
        (picture(size=(6000, 10)), "image/jpeg", True),
        (b"%PDF-1.7\n%%EOF", "application/pdf", False),
        (archive("xl/workbook.xml"), files.XLSX, False),
        (archive("word/document.xml"), files.DOCX, False),
    ],
)
def test_what_is_taken_is_known_by_its_content(data: bytes, content_type: str, inline: bool) -> None:  # noqa: FBT001 - a case of the test
    found = files.examine(data)
    assert (found.content_type, found.inline) == (content_type, inline)
    if inline:
        assert max(Image.open(io.BytesIO(found.data)).size) <= files.LONGEST_SIDE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "kind"),
        (b"MZ\x90\x00", "kind"),
        (b"plain words", "kind"),
        (archive("a.txt"), "archive"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
        (archive("word/document.xml", types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "old_office"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\xff\xd8\xff\xe0broken", "damaged"),
        (b"PK\x03\x04broken", "damaged"),
        (picture("PNG")[:60], "damaged"),
    ],
)
def test_everything_else_is_refused_with_a_clear_word(data: bytes, code: str) -> None:
    with pytest.raises(Refused, match=f"file.{code}") as refused:
        files.examine(data)
    assert str(refused.value.obstacles[0].message)


def test_half_a_picture_is_refused_after_a_paper_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)  # as the print engine leaves it
    whole = picture("PNG", size=(600, 400))
    with pytest.raises(Refused, match=r"file\.damaged"):
        files.examine(whole[: len(whole) // 2])
    assert files.examine(whole).inline


def test_bombs_are_refused() -> None:
    giant = picture("PNG", size=(8000, 8000))
    assert len(giant) < 1_000_000
    with pytest.raises(Refused, match="pixels"):
        files.examine(giant)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
        packed.writestr("xl/workbook.xml", b"\0" * (files.MOST_UNPACKED + 1))
    with pytest.raises(Refused, match="bomb"):
        files.examine(made.getvalue())


def test_a_file_may_be_so_large(settings: Any, media: Path) -> None:
    settings.CASEWORK_LARGEST_FILE = 100
    with pytest.raises(Refused, match="large"):
        files.examine(b"%PDF-1.7" + b"x" * 100)
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"x" * 100)
    with pytest.raises(TooLarge):
        papers.attach(make_casework.folder(), upload, by=make.person(), now=NOON)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("C:\\photos\\现场.jpg", "现场.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        (" . ", "未命名文件"),
    ],
)
def test_a_name_is_shown_without_tricks(sent: str, shown: str) -> None:
    assert files.display_name(sent) == shown


def test_a_staged_file_becomes_an_attachment_once(media: Path, django_capture_on_commit_callbacks: Any) -> None:
    person = make.person()
    upload = stage(SimpleUploadedFile("x", picture()), name="现场.jpg", content_type="image/jpeg", by=person, now=NOON)
    stored = upload.file.path
    with django_capture_on_commit_callbacks(execute=True):
        found = papers.attach(make_casework.folder(), upload, by=person, now=NOON)
    assert found.name == "现场.jpg"
    assert not StagedUpload.objects.exists()
    from pathlib import Path as Place

    assert not Place(stored).exists()


@rule.both("HAND-08")
def test_an_attachment_is_taken_out_of_sight_by_who_put_it_there(media: Path) -> None:
    person = make.person()
    found = papers.attach(make_casework.folder(), SimpleUploadedFile("a.jpg", picture()), by=person, now=NOON)
    with pytest.raises(Refused, match="not_yours"):
        papers.remove_attachment(found, by=make.person(), now=NOON)
    papers.remove_attachment(found, by=make.person(Role.SUPERVISOR), now=NOON)
    with pytest.raises(Refused, match="removed"):
        papers.remove_attachment(found, by=person, now=NOON)
    assert found.file.storage.exists(str(found.file.name))
    other = papers.attach(make_casework.folder(), SimpleUploadedFile("a.jpg", picture()), by=person, now=NOON)
    folders.close_folder(other.folder, by=person, now=NOON)
    with pytest.raises(Refused, match="closed"):
        papers.remove_attachment(Attachment.objects.get(pk=other.pk), by=person, now=NOON)


@rule("CMP-29")
def test_folders_are_linked_and_nothing_is_merged() -> None:
    one, two, person = make_casework.folder(), make_casework.folder(), make.person()
    with pytest.raises(Refused, match="itself"):
        papers.link(one, one, Link.Kind.REPEAT, by=person, now=NOON)
    with pytest.raises(Refused, match="unseen"):
        papers.link(one, make_casework.folder(confidential=True), Link.Kind.REPEAT, by=person, now=NOON)
    made = papers.link(one, two, Link.Kind.REPEAT, by=person, now=NOON)
    with pytest.raises(Refused, match="linked"):
        papers.link(one, two, Link.Kind.REPEAT, by=person, now=NOON)
    assert [folder.entries.filter(verb="linked").count() for folder in (one, two)] == [1, 1]
    papers.unlink(made, by=person, now=at(26, 13))
    assert not Link.objects.exists()


# ---------------------------------------------------------------- the timeline


def a_full_life(media: Path) -> Any:
    agent, supervisor = make.person(name="陈静", desk=make.desk()), make.person(Role.SUPERVISOR)
    answerer = make_casework.department_user(name="刘飞")
    folder = make_casework.folder(by=agent)
    papers.write_note(folder, "该店第三起", by=agent, now=at(26, 12, 1))
    papers.attach(folder, SimpleUploadedFile("a.jpg", picture()), by=agent, now=at(26, 12, 2))
    handoff = make_casework.handoff(folder, by=agent, now=at(26, 12, 3), request="请到店核实")
    handoffs.accept(handoff, by=answerer, now=at(26, 12, 4))
    handoffs.assign(handoff, answerer, by=answerer, now=at(26, 12, 5))
    handoffs.chase(handoff, by=agent, now=at(26, 12, 6))
    handoffs.bounce(handoff, "不归我们", by=answerer, now=at(26, 12, 7))
    handoffs.decide_bounce(handoff, agreed=False, by=supervisor, now=at(26, 12, 8))
    handoffs.answer(handoff, "双方各执一词", by=answerer, now=at(26, 12, 9))
    handoffs.send_back(handoff, "请给结论", by=agent, now=at(26, 12, 10))
    handoffs.withdraw(handoff, by=agent, now=at(26, 12, 11))
    again = make_casework.handoff(folder, "fire", by=agent, now=at(26, 12, 12))
    handoffs.bounce(again, "不归我们", by=make_casework.department_user("fire"), now=at(26, 12, 13))
    handoffs.decide_bounce(again, agreed=True, by=supervisor, now=at(26, 12, 14))
    approval = make_casework.approval(folder, by=agent, now=at(26, 12, 15), proposal="退款", amount=100)
    approvals.refuse(approval, "先送检", by=make.person(Role.MANAGER), now=at(26, 12, 16))
    approvals.withdraw(make_casework.approval(folder, by=agent), by=agent, now=at(26, 12, 17))
    approvals.approve(make_casework.approval(folder, by=agent), by=make.person(Role.MANAGER), now=at(26, 12, 18))
    clock = make_casework.clock(folder, now=at(26, 12, 19))
    clocks.set_by_hand(clock, at(27, 12), by=supervisor, now=at(26, 12, 20))
    clocks.pause(folder, make_casework.pause_reason(), by=agent, now=at(26, 12, 21))
    clocks.resume(folder, by=agent, now=at(26, 12, 22))
    asked = make_casework.follow_up(folder, now=at(26, 12, 23))
    follow_ups.promise(asked, at(26, 15), by=agent, now=at(26, 12, 24))
    follow_ups.attempt(asked, code="busy", remark="在开车", by=agent, now=at(26, 12, 25))
    follow_ups.attempt(
        asked, code="reached", grades=make_casework.grades(opinion="很满意"), by=agent, now=at(26, 12, 26)
    )
    follow_ups.recheck(asked, due_at=at(30, 12), by=supervisor, now=at(26, 12, 27))
    follow_ups.cancel(folder.follow_ups.get(done_at=None), by=agent, now=at(26, 12, 28))
    papers.link(folder, make_casework.folder(), Link.Kind.REPEAT, by=agent, now=at(26, 12, 29))
    folders.take_over(folder, agent, by=supervisor, now=at(26, 12, 30))
    folders.let_in(folder, make.person(Role.HR_VIEWER), by=agent, now=at(26, 12, 31))
    folders.shut_out(folder, make.person(), by=agent, now=at(26, 12, 32))
    folders.close_folder(folder, by=agent, now=at(26, 12, 33))
    folders.reopen_folder(folder, by=agent, now=at(26, 12, 34))
    return folder, agent


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_whole_life_is_said_in_sentences(media: Path, language: str) -> None:
    folder, agent = a_full_life(media)
    with translation.override(language):
        lines = timeline(folder, agent)
        page = render_to_string("casework/_timeline.html", {"lines": lines})
    assert len(lines) == folder.entries.count()
    for words in (
        "该店第三起",
        "请到店核实",
        "不归我们",
        "双方各执一词",
        "请给结论",
        "退款",
        "先送检",
        "在开车",
        "很满意",
    ):
        assert words in page
    assert "None" not in page
    if language == "zh-hans":
        assert "陈静" in page
        assert "手工" in page


def test_the_timeline_costs_the_same_whatever_its_length(media: Path, django_assert_max_num_queries: Any) -> None:
    folder, agent = a_full_life(media)
    agent = type(agent).objects.get(pk=agent.pk)
    with django_assert_max_num_queries(16) as few:
        list(timeline(folder, agent))
    for minute in range(60):
        papers.write_note(folder, f"第{minute}条", by=agent, now=at(26, 14, minute))
    agent = type(agent).objects.get(pk=agent.pk)
    with django_assert_max_num_queries(len(few)):
        assert len(timeline(folder, agent)) > 60


def test_the_timeline_of_a_folder_one_cannot_see_is_empty() -> None:
    assert timeline(make_casework.folder(), make_casework.department_user()) == []


def test_the_newest_line_can_come_first() -> None:
    folder, person = make_casework.folder(), make.person()
    papers.write_note(folder, "后来", by=person, now=at(26, 13))
    assert [line.verb.code for line in timeline(folder, person, newest_first=True)] == ["noted", "opened"]


@pytest.mark.parametrize("verb", [verb.code for verb in verbs.verbs() if verb.template.startswith("casework/")])
def test_every_verb_has_its_sentence_even_when_its_rows_are_gone(verb: str) -> None:
    folder, person = make_casework.folder(), make.person()
    folders.record(folder, verb, by=person, now=at(26, 13), facts={"handoff": 0, "department": 0, "times": 1})
    page = render_to_string("casework/_timeline.html", {"lines": timeline(folder, person)[1:]})
    assert "</div>" in page


def test_an_unknown_verb_is_still_a_line() -> None:
    folder, person = make_casework.folder(), make.person()
    folders.record(folder, "from_an_older_version", by=person, now=at(26, 13))
    assert timeline(folder, person)[-1].template == "casework/verbs/other.html"


def test_who_wrote_is_shown_with_desk_or_department() -> None:
    agent = make.person(desk=make.desk("east"))
    folder = make_casework.folder(by=agent)
    papers.write_note(folder, "在", by=make_casework.department_user(), now=at(26, 13))
    places = [line.place for line in timeline(folder, agent)]
    assert places == [str(make.desk("east")), str(make.department("onsite"))]


def test_what_the_system_wrote_in_one_go_is_folded_and_people_stand_out() -> None:
    person, folder = make.person(name="陈静"), make_casework.folder()
    facts = {"kind": "answer", "rung": 1}
    for verb, by in (
        ("clock_warned", None),
        ("clock_overdue", None),
        ("clock_climbed", None),
        ("changed", person),
        ("clock_climbed", None),
    ):
        folders.record(folder, verb, by=by, now=at(26, 13), facts=facts)
    lines = [line for line in timeline(folder, person) if line.verb.code != "opened"]
    with translation.override("en"):
        page = render_to_string("casework/_timeline.html", {"lines": lines})
    assert page.count("<details") == 1
    assert "and 2 more by the system" in page
    assert page.count("<time") == len(lines) == 5
