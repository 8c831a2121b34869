"""The search: its shapes, its paths, and what it must not find."""

from __future__ import annotations

import importlib
import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from casework.actions import folders
from casework.models import Folder, PhoneTail, SearchText
from casework.queries.search import SideHits, search, shape
from mall.roles import Role
from tests import make, make_casework
from tests.make_casework import at

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)
# The package gives the function the module's name.
searching = importlib.import_module("casework.queries.search")


def filed(text: str, *phones: str, **fields: Any) -> Folder:
    folder = make_casework.folder(**fields)
    folders.write_search_text(folder, text, phones=phones)
    return folder


def numbers(text: str, user: Any = None, **how: Any) -> list[str]:
    return [row["number"] for row in search(user or make.person(), text, today=TODAY, **how).rows]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("TS20261122-0007", "number"),
        ("ts20261122-7", "number"),
        ("1122-7", "number"),
        ("20261122-0007", "number"),
        ("ZZ202611", "number"),
        ("13812345678", "phone"),
        ("138 1234 5678", "phone"),
        ("024-87654321", "phone"),
        ("5678", "tail"),
        ("A1105", "unit"),
        ("ａ1105", "unit"),
        ("退款", "text"),
        ("鞋 退款", "text"),
        ("退", "short"),
        ("  ", "empty"),
    ],
)
def test_the_shape_decides_the_path(text: str, kind: str) -> None:
    assert shape(text, TODAY)[0] == kind


def test_a_number_is_found_whole_and_in_part() -> None:
    folder = make_casework.folder(opened_at=at(22, 9))
    make_casework.folder(opened_at=at(21, 9))
    assert folder.number == "ZZ20261122-0001"
    for typed in ("ZZ20261122-0001", "zz20261122-1", "1122-1", "20261122-1", "ZZ20261122"):
        assert numbers(typed) == [folder.number]
    assert len(numbers("ZZ202611")) == 2


def test_a_phone_is_found_whole_and_by_its_tail() -> None:
    folder = filed("退货", "138-1234-5678")
    filed("退货", "13812340000")
    assert numbers("13812345678") == [folder.number]
    assert numbers("+86 138 1234 5678") == [folder.number]
    assert numbers("5678") == [folder.number]
    assert numbers("13812349999") == []


def test_no_phone_stands_readable_in_the_index() -> None:
    filed("退货", "13812345678")
    row = PhoneTail.objects.get()
    assert "5678" not in row.whole
    assert "5678" not in row.last4


def test_four_digits_that_are_no_tail_are_words() -> None:
    folder = filed("小票 2044 号")
    assert numbers("2044") == [folder.number]


@pytest.mark.parametrize("typed", ["退款", "退货款", "ＡＢＣ鞋业", "abc鞋", "雷佳", "货款 鞋业"])
def test_two_characters_are_enough_in_any_width_and_case(typed: str) -> None:
    folder = filed("雷佳要求退货款，也说退款。abc鞋业")
    filed("毛衣起球")
    assert numbers(typed) == [folder.number]


def test_a_hit_is_verified_on_the_text_itself() -> None:
    filed("服务 务台")
    filed("服务很好，事务台账")
    assert numbers("服务台") == []


def test_wild_cards_are_ordinary_characters() -> None:
    folder = filed("打了 100% 的折")
    filed("打了 1000 的折")
    assert numbers("100%") == [folder.number]
    assert numbers("10_0") == []


def test_one_character_asks_for_two() -> None:
    filed("退款")
    assert search(make.person(), "退", today=TODAY).kind == "short"


def test_only_what_may_be_seen_is_found_and_counted() -> None:
    filed("退款", confidential=True)
    mine = filed("退款")
    about = filed("退款")
    agent = make.person()
    folders.shut_out(about, agent, by=make.person(), now=make_casework.NOON)
    answer = search(agent, "退款", today=TODAY)
    assert [row["number"] for row in answer.rows] == [mine.number]
    assert (answer.count, answer.more) == (1, False)
    assert numbers(about.number, agent) == []
    assert len(numbers("退款", make.person(Role.MANAGER))) == 3


def test_pages_follow_one_another_newest_first() -> None:
    made = [filed("退款", opened_at=at(day, 9)).number for day in range(1, 8)]
    person = make.person()
    first = search(person, "退款", {"q": "退款"}, today=TODAY, size=5)
    assert [row["number"] for row in first.rows] == made[:1:-1]
    assert first.count == 7
    from django.http import QueryDict

    second = search(person, "退款", QueryDict(first.next.removeprefix("?")), today=TODAY, size=5)
    assert [row["number"] for row in second.rows] == made[1::-1]
    assert second.next == ""


def test_a_very_common_word_is_walked_from_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_FETCHED", 3)
    made = [filed("退款", opened_at=at(day, 9)).number for day in range(1, 7)]
    filed("毛衣")
    answer = search(make.person(), "退款", today=TODAY, size=4)
    assert [row["number"] for row in answer.rows] == made[:1:-1]
    assert answer.more
    assert answer.count_words == "1000+"
    outsider = search(make_casework.department_user(), "退款", today=TODAY)
    assert (outsider.count, outsider.more) == (0, False)


@pytest.mark.django_db(transaction=True)
def test_words_too_slow_say_so_and_leave_the_page_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "TIMEOUT_MS", 50)
    person = make.person()
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE casework_searchtext IN ACCESS EXCLUSIVE MODE")
                locked.set()
                done.wait(timeout=30)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(timeout=30)
    try:
        with transaction.atomic():
            assert search(person, "退款", today=TODAY).kind == "slow"
            assert Folder.objects.count() == 0
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('statement_timeout')")
                assert cursor.fetchone()[0] != "50ms"
    finally:
        done.set()
        holder.join(timeout=30)


def test_an_upper_app_answers_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_HOOKS", [])
    searching.add_hook(lambda _user, text: SideHits("商户", [text], "x.html") if text == "胖" else None)
    answer = search(make.person(), "胖", today=TODAY)
    assert [hits.rows for hits in answer.beside] == [["胖"]]
    assert search(make.person(), "瘦", today=TODAY).beside == []


def test_the_grams_stand_under_an_index_and_the_planner_asks_it() -> None:
    for n in range(300):
        filed(f"毛衣起球第{n}件 顾客投诉")
    rare = filed("胖大姐熟食")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_searchtext")
        cursor.execute(
            "EXPLAIN SELECT folder_id FROM casework_searchtext WHERE casework_grams(text) @> casework_grams('熟食')"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT casework_grams('Ａb 退款'), casework_grams('x'), casework_grams('')")
        grams, one, none = cursor.fetchone()
    assert "searchtext_grams" in plan
    assert sorted(grams) == sorted(["ab", "退款"])
    assert one == none == []
    assert numbers("熟食") == [rare.number]


def test_unchanged_words_are_not_written_again(django_assert_num_queries: Any) -> None:
    folder = filed("退款", "13812345678")
    folders.write_search_text(folder, "退款", phones=["13812345678"])
    assert SearchText.objects.get(folder=folder).text == "退款"
    folders.write_search_text(folder, ["换货", "", "鞋"], phones=["不是号码"])
    assert SearchText.objects.get(folder=folder).text == "换货 鞋"
    assert not PhoneTail.objects.filter(folder=folder).exists()


def test_a_common_word_fills_its_first_page_from_the_newest_and_goes_on_from_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "MOST_FETCHED", 3)
    monkeypatch.setattr(searching, "DENSE", 2)
    with connection.cursor() as cursor:  # as many as the server believes to be stored
        cursor.execute("UPDATE pg_class SET reltuples = 100000 WHERE oid = 'casework_searchtext'::regclass")
    made = [filed("退款", opened_at=at(day, 9)).number for day in range(1, 8)]
    filed("毛衣", opened_at=at(9, 9))
    # Filed last and opened first: the order is that of the hours, not of the filing.
    oldest = filed("退款", opened_at=at(1, 8)).number
    newest_first = [*made[::-1], oldest]
    person = make.person()
    seen, parameters = [], {"q": "退款"}
    from django.http import QueryDict

    while True:
        page = search(person, "退款", parameters, today=TODAY, size=3)
        seen += [row["number"] for row in page.rows]
        if not page.next:
            break
        parameters = QueryDict(page.next.removeprefix("?"))
    assert seen == newest_first
    monkeypatch.setattr(searching, "MOST_LOOKED_AT", 2)  # too few to fill a page: walked on
    assert [row["number"] for row in search(person, "退款", today=TODAY, size=3).rows] == newest_first[:3]
    outsider = search(make_casework.department_user(), "退款", today=TODAY, size=3)
    assert (outsider.rows, outsider.count) == ([], 0)
