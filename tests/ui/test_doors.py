"""A page looks, an act does."""

from __future__ import annotations

from typing import Any, Never

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InternalError, OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from mall.models import Floor
from mall.roles import Permission, Role
from tests import make
from ui import doors, fragments, plugs
from ui.obstacles import Conflict, Obstacle, Refused, TooLarge, TooMany, refuse_if

pytestmark = pytest.mark.django_db
rf = RequestFactory()
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _plugs_put_back() -> Any:
    before = plugs.plugged()
    yield
    plugs.plug(**before)


def ask(view: Any, method: Any = "get", user: Any = None, headers: Any = None, **kwargs: Any) -> Any:
    request = getattr(rf, method)("/somewhere/?q=1", headers=headers or {}, **kwargs)
    request.user = user or AnonymousUser()
    request.session = {}
    return view(request)


def fine(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


def test_page_answers_get_and_head_and_refuses_post() -> None:
    view = doors.page(needs=doors.PUBLIC)(fine)
    assert ask(view).content == b"fine"
    assert ask(view, "head").status_code == 200
    refused = ask(view, "post")
    assert refused.status_code == 405
    assert refused["Allow"] == "GET, HEAD"


def test_act_answers_post_only() -> None:
    view = doors.act(needs=doors.PUBLIC)(fine)
    assert ask(view, "post").content == b"fine"
    assert ask(view).status_code == 405


def test_page_cannot_write_even_by_raw_sql() -> None:
    @doors.page(needs=doors.PUBLIC)
    def writes(_request: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("WITH x AS (DELETE FROM mall_floor RETURNING 1) SELECT * FROM x")
        return HttpResponse()

    with pytest.raises(InternalError, match="read-only"):
        ask(writes)
    assert make.floor("1F").pk, "the transaction around it may write again"


def test_page_is_rolled_back_and_the_next_act_writes() -> None:
    floors = Floor.objects.count()

    @doors.act(needs=doors.PUBLIC)
    def adds(_request: Any) -> Any:
        make.floor("8F")
        return HttpResponse()

    ask(doors.page(needs=doors.PUBLIC)(fine))
    ask(adds, "post")
    assert Floor.objects.count() == max(floors, Floor.objects.filter(code="8F").count())
    assert Floor.objects.filter(code="8F").exists()


def test_page_renders_inside_its_transaction() -> None:
    @doors.page(needs=doors.PUBLIC)
    def draws(request: Any) -> Any:
        return TemplateResponse(request, "ui/_options.html", {"options": Floor.objects.all()})

    response = ask(draws)
    assert response.is_rendered


def test_act_rolls_back_when_refused() -> None:
    @doors.act(needs=doors.PUBLIC)
    def refuses(_request: Any) -> Never:
        Floor.objects.filter(code="7F").delete()
        make.floor("7F")
        raise Refused(Obstacle("no", "现场部尚未答复。"))

    Floor.objects.filter(code="7F").delete()
    response = ask(refuses, "post")
    assert response.status_code == 409
    assert "现场部尚未答复" in response.content.decode()
    assert not Floor.objects.filter(code="7F").exists()


def test_an_obstacle_at_a_field_answers_422_and_a_fragment_for_htmx() -> None:
    @doors.act(needs=doors.PUBLIC)
    def refuses(_request: Any) -> Any:
        refuse_if([Obstacle("outcome", "请先写明处理结果。", field="outcome")])
        return HttpResponse()

    response = ask(refuses, "post", headers=HTMX)
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#refusal"
    assert b"<html" not in response.content


def test_nothing_is_refused_without_obstacles() -> None:
    refuse_if([])


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (TooMany(30), 429),
        (TooLarge(20 * 1024 * 1024), 413),
        (RequestDataTooBig(), 413),
        (Conflict(mine={"words": "mine"}, theirs={"words": "theirs"}, version=3), 409),
    ],
)
def test_what_a_view_raises_becomes_a_page(problem: Any, status: Any) -> None:
    @doors.act(needs=doors.PUBLIC)
    def raises(_request: Any) -> Never:
        raise problem

    response = ask(raises, "post")
    assert response.status_code == status
    assert b"<html" in response.content
    if status == 429:
        assert response["Retry-After"] == "30"


def test_a_conflict_keeps_everything_typed_and_carries_the_new_version() -> None:
    @doors.act(needs=doors.PUBLIC)
    def saves(_request: Any) -> Never:
        raise Conflict(
            mine={"words": "我的"}, theirs={"words": "对方的"}, labels={"words": "经过"}, changed_by="陈静", version=8
        )

    page = ask(saves, "post", data={"words": "我的", "other": "仍在", "version": "7"}).content.decode()
    assert "我的" in page
    assert "对方的" in page
    assert 'name="other" value="仍在"' in page
    assert 'name="version" value="8"' in page
    assert 'value="7"' not in page
    fragment = ask(saves, "post", headers=HTMX)
    assert fragment["HX-Retarget"] == "body"


@pytest.mark.parametrize(("state", "status"), [("40P01", 409), ("57014", 503)])
def test_a_busy_database_is_said_in_words(state: Any, status: Any) -> None:
    class Cause(Exception):
        sqlstate = state

    @doors.act(needs=doors.PUBLIC)
    def meets(_request: Any) -> Never:
        raise OperationalError from Cause()

    assert ask(meets, "post").status_code == status


def test_another_failure_of_the_database_stays_a_failure() -> None:
    @doors.page(needs=doors.PUBLIC)
    def meets(_request: Any) -> Never:
        raise OperationalError

    with pytest.raises(OperationalError):
        ask(meets)


def test_anonymous_is_led_to_login_and_back() -> None:
    view = doors.page(needs=doors.SIGNED_IN)(fine)
    response = ask(view)
    assert response.status_code == 302
    assert response["Location"].endswith("?next=%2Fsomewhere%2F%3Fq%3D1")


def test_anonymous_htmx_is_led_by_header_to_the_page_it_was_on() -> None:
    view = doors.act(needs=doors.SIGNED_IN)(fine)
    response = ask(view, "post", headers={**HTMX, "HX-Current-URL": "http://testserver/complaints/?tab=mine"})
    assert response["HX-Redirect"].endswith("?next=%2Fcomplaints%2F%3Ftab%3Dmine")
    without = ask(view, "post")
    assert without["Location"].endswith("?next=%2F")


def test_a_door_asks_for_its_permission_or_any_of_several() -> None:
    agent, other = make.person(Role.AGENT), make.person(None)
    held = next(permission for permission in Permission if agent.may(permission))
    missing = next(permission for permission in Permission if not agent.may(permission))
    assert ask(doors.page(needs=held)(fine), user=agent).status_code == 200
    assert ask(doors.page(needs=(missing, held))(fine), user=agent).status_code == 200
    assert ask(doors.page(needs=doors.SIGNED_IN)(fine), user=other).status_code == 200
    with pytest.raises(PermissionDenied):
        ask(doors.page(needs=missing)(fine), user=agent)


def test_a_missing_row_stays_a_missing_page() -> None:
    @doors.page(needs=doors.PUBLIC)
    def misses(_request: Any) -> Never:
        raise Http404

    with pytest.raises(Http404):
        ask(misses)


def test_doors_say_what_they_need() -> None:
    view = doors.act(needs=doors.PUBLIC)(fine)
    assert (view.needs, view.door) == (doors.PUBLIC, "act")


def test_an_act_that_led_on_forgets_the_draft() -> None:
    dropped = []

    class Drafts:
        def get(self, user: Any, key: Any) -> None: ...
        def put(self, user: Any, key: Any, data: Any) -> None: ...
        def drop(self, _user: Any, key: Any) -> None:
            dropped.append(key)

    plugs.plug(drafts=Drafts())
    person = make.person()
    leads = doors.act(needs=doors.SIGNED_IN)(lambda request: fragments.go(request, "/done/"))
    stays = doors.act(needs=doors.SIGNED_IN)(fine)
    ask(stays, "post", user=person, data={"draft_key": "a"})
    assert dropped == []
    ask(leads, "post", user=person, data={"draft_key": "a"})
    ask(leads, "post", user=person, data={"draft_key": "b"}, headers=HTMX)
    assert dropped == ["a", "b"]


def test_an_unknown_plug_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="no such plug"):
        plugs.plug(nonsense=1)


def test_a_nested_page_leaves_the_outer_transaction_alone() -> None:
    with transaction.atomic():
        make.floor("6F")
        ask(doors.page(needs=doors.PUBLIC)(fine))
        assert Floor.objects.filter(code="6F").exists()
