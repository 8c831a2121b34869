"""Two kinds of door: a page looks, an act does.

A page is GET, in a transaction that PostgreSQL itself holds read only and that is always rolled back.
An act is POST, one transaction, and ends in a redirect, a fragment or a file.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ui import errors, fragments, plugs
from ui.obstacles import Conflict, Refused, TooLarge, TooMany

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Anyone(Enum):
    """Doors that no permission guards."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


PUBLIC = Anyone.PUBLIC
SIGNED_IN = Anyone.SIGNED_IN
Needs = Anyone | str | tuple[str, ...]

# Classes of SQLSTATE that mean "try once more", not "the program is wrong".
BUSY = {"40001", "40P01", "55P03"}
TIMED_OUT = "57014"


class Undone(Exception):
    """Raised by an act to undo all it wrote and show its form again, with everything that was typed.

    `answer` makes the page; it is called afterwards, where nothing can be written.
    """

    def __init__(self, answer: Callable[[], HttpResponseBase]) -> None:
        """Take what makes the page."""
        super().__init__()
        self.answer = answer


class Door(Protocol):
    """A guarded view, as the house test reads it."""

    needs: Needs
    door: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request."""
        ...


def page(*, needs: Needs) -> Callable[[View[P]], View[P]]:
    """Guard a view that only looks. GET and HEAD; anything it tries to write is refused by PostgreSQL."""
    return _door("page", needs, ("GET", "HEAD"), _look)


def act(*, needs: Needs, steady: Callable[[], None] | None = None) -> Callable[[View[P]], View[P]]:
    """Guard a view that changes something. POST; all or nothing; `Refused` and `Conflict` become pages.

    `steady` locks tables before anything is asked; all that the act reads is then as it was when the lock was got.
    """
    return _door("act", needs, ("POST",), partial(_do, steady=steady))


def allowed(user: Any, needs: Needs) -> bool:
    """Say whether the person may go through a door with these needs; menus and slots ask it too."""
    if needs is PUBLIC:
        return True
    if not getattr(user, "is_authenticated", False):
        return False
    if isinstance(needs, Anyone):
        return True
    wanted = needs if isinstance(needs, tuple) else (needs,)
    return any(plugs.may(user, permission) for permission in wanted)


def _door(
    kind: str,
    needs: Needs,
    methods: tuple[str, ...],
    through: Callable[..., HttpResponseBase],
) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                return errors.method_not_allowed(request, methods)
            try:
                return through(view, needs, request, args, kwargs)
            except (Refused, Conflict, TooMany, TooLarge, RequestDataTooBig) as refusal:
                return errors.answer_refusal(request, refusal)
            except OperationalError as problem:
                return _busy(request, problem)

        guarded = cast("Door", door)
        guarded.needs = needs
        guarded.door = kind
        return cast("View[P]", guarded)

    return decorate


def _look(view: View[P], needs: Needs, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        response = _enter(view, needs, request, args, kwargs)
        transaction.set_rollback(True)
    return response


def _do(
    view: View[P],
    needs: Needs,
    request: HttpRequest,
    args: Any,
    kwargs: Any,
    *,
    steady: Callable[[], None] | None,
) -> HttpResponseBase:
    try:
        with transaction.atomic():
            if steady is not None:
                _read_as_of_one_moment()
                steady()
            response = _enter(view, needs, request, args, kwargs)
            _forget_draft(request, response)
    except Undone as undone:
        show = undone.answer
        return _look(lambda _request: show(), needs, request, (), {})
    return response


def _read_as_of_one_moment() -> None:
    """Let all questions of the transaction that begins here see the rows of the moment of the first one.

    LOCK TABLE is no question: who waits for a lock first sees what was done while he waited.
    """
    if not connection.savepoint_ids:  # PostgreSQL takes it only where a transaction begins, a test's began before
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _forget_draft(request: HttpRequest, response: HttpResponseBase) -> None:
    """Drop the draft of a form that went through: it named its draft and the act led to another page."""
    key = request.POST.get("draft_key", "")
    store = plugs.drafts()
    led_on = response.status_code == HTTPStatus.FOUND or response.has_header("HX-Redirect")
    if key and store is not None and led_on and request.user.is_authenticated:
        store.drop(request.user, key)


def _enter(view: View[P], needs: Needs, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    """Check the person, run the view and render its answer while the transaction is open."""
    user = getattr(request, "user", None)
    if not allowed(user, needs):
        if not getattr(user, "is_authenticated", False):
            return fragments.to_login(request)
        raise PermissionDenied
    response = view(request, *args, **kwargs)
    if not getattr(response, "is_rendered", True):
        response = cast("Any", response).render()
    return response


def _busy(request: HttpRequest, problem: OperationalError) -> HttpResponseBase:
    """Answer a lock or a time-out with a sentence; every other failure of the database stays a failure."""
    state = getattr(problem.__cause__, "sqlstate", None)
    if state in BUSY:
        return errors.answer_error(request, 409, key="busy")
    if state == TIMED_OUT:
        return errors.answer_error(request, 503)
    raise problem


__all__ = ["PUBLIC", "SIGNED_IN", "Needs", "Undone", "act", "allowed", "page"]
