"""Queries that every page asks with other keys: written by the ORM once, for writing costs more than asking."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from mall.asking import VALUE, asking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from django.db.models import QuerySet

    from mall.models import User

M = TypeVar("M", bound=Model)
#: So many people's questions are kept written.
PEOPLE = 512
#: Stands for a moment while a question is written.
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
ONE_OF, ANY_OF = "IN (", "= ANY("


class _Written(NamedTuple):
    """The SQL, its values, the columns' names and their converters."""

    sql: str
    values: tuple[Any, ...]
    names: tuple[str, ...]
    converters: dict[int, Any]
    compiler: Any

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> _Written:
        """Let the ORM write it. Raises EmptyResultSet for what no row can be."""
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        query = compiler.query
        names = tuple(query.selected or ()) or tuple(column.target.attname for column in columns)
        return cls(sql, tuple(values), names, compiler.get_converters(columns), compiler)

    def ask(self, values: Sequence[Any], cursors: Callable[[], AbstractContextManager[Any]] = asking) -> Iterable[Any]:
        """Ask it with these values instead of those it was written with."""
        with cursors() as cursor:
            cursor.execute(self.sql, values)
            found: Iterable[Any] = cursor.fetchall()
        return self.compiler.apply_converters(found, self.converters) if self.converters else found

    def named(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """Tell each value of plain rows by its column's name."""
        return [dict(zip(self.names, row, strict=True)) for row in rows]


def _of_any(sql: str, places: list[int]) -> str:
    """Let the one list of keys be of any length. Raises ValueError where the keys are not asked for just once."""
    parts = sql.split(VALUE)
    before = VALUE.join(parts[: places[0] + 1]) if len(places) == 1 else ""
    if not before.endswith(ONE_OF):
        raise ValueError(f"the keys must be asked for once: {sql}")
    return VALUE.join((before.removesuffix(ONE_OF) + ANY_OF, *parts[places[0] + 1 :]))


def _array(keys: list[Any]) -> Any:
    """A list of whole numbers as PostgreSQL writes it: psycopg takes a millisecond for fifty of them."""
    return f"{{{','.join(map(str, keys))}}}" if all(type(key) is int for key in keys) else keys


def written_for(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[dict[str, Any]]]:
    """Let a question that depends on who asks be written once for a person while the roles are the same.

    `build` gives the plain rows (`values`) a person sees; it may ask for more that tells one question from another,
    and by name for moments, which are other ones each time. Whether it still is somebody who sees anything is for
    the caller to know.
    """

    @lru_cache(maxsize=PEOPLE)
    def written(user: User, _roles: tuple[Any, ...], more: tuple[Any, ...], names: tuple[str, ...]) -> RowsAt:
        return RowsAt(lambda **moments: build(user, *more, **moments), *names)

    def ask(user: User, *more: Any, **moments: datetime) -> list[dict[str, Any]]:
        return written(user, _roles_of(user), more, tuple(moments))(**moments)

    return ask


def models_for(build: Callable[[User], ModelsOf[M]]) -> Callable[[User], ModelsOf[M]]:
    """The same for whole rows by their keys: `build` gives how a person asks for those he sees."""

    @lru_cache(maxsize=PEOPLE)
    def written(user: User, _roles: tuple[Any, ...]) -> ModelsOf[M]:
        return build(user)

    def asked_by(user: User) -> ModelsOf[M]:
        return written(user, _roles_of(user))

    return asked_by


def _roles_of(user: User) -> tuple[Any, ...]:
    """All of a person that decides what is seen."""
    return user.permissions, tuple(user.department_ids), user.home.desk_id if user.home else None


def _cursor() -> AbstractContextManager[Any]:
    """A cursor of the thread that asks: each has a connection of its own, and a question is kept for all of them."""
    return connection.cursor()


class RowsAt:
    """Plain rows at some moments: `RowsAt(lambda now: Paper.objects.filter(due_at__lt=now).values(…), "now")`.

    The function is called once, with stand-ins for the moments; what else the query compares with must be constant.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any, Any]], *names: str, planned_once: bool = False) -> None:
        """Take how the rows are asked for, and the moments' names.

        `planned_once` spares planning a long question each time, at the price that its plan may be made without the
        moments; only for one that compares its values and gives none of them back, whose type nobody would know.
        """
        self._rows, self._cursors = rows, asking if planned_once else _cursor
        self._stand_ins = {LONG_AGO + timedelta(microseconds=at): name for at, name in enumerate(names)}

    def __call__(self, **moments: datetime) -> list[dict[str, Any]]:
        """Ask for the rows at these moments: one query."""
        if self._written is None:
            return []
        values = [
            moments[self._stand_ins[value]] if isinstance(value, datetime) and value in self._stand_ins else value
            for value in self._written.values
        ]
        return self._written.named(self._written.ask(values, self._cursors))

    @cached_property
    def _written(self) -> _Written | None:
        with suppress(EmptyResultSet):
            return _Written.of(self._rows(**{name: moment for moment, name in self._stand_ins.items()}))
        return None


class RowsOf:
    """Plain rows that belong to some keys: `RowsOf(lambda keys: Paper.objects.filter(folder__in=keys).values(…))`.

    The function is called once, with a stand-in for the keys; after that the same SQL is asked for any number of
    them. What else the query compares with must be constant.
    """

    def __init__(self, rows: Callable[[list[Any]], QuerySet[Any, Any]], *, stand_in: object = -1) -> None:
        """Take how the rows of some keys are asked for, and a key that cannot be."""
        self._rows, self._stand_in = rows, stand_in

    def __call__(self, keys: Iterable[Any]) -> list[dict[str, Any]]:
        """Ask for the rows of these keys: one query."""
        return self._written.named(self._asked(keys))

    def _asked(self, keys: Iterable[Any]) -> Iterable[Any]:
        wanted = list(keys)
        written: _Written = self._of_one if len(wanted) == 1 else self._written
        values = [*written.values]
        values[self._place] = wanted[0] if len(wanted) == 1 else _array(wanted)
        return written.ask(values)

    @cached_property
    def _of_one(self) -> _Written:
        """The question for one key: as the ORM writes it."""
        return _Written.of(self._rows([self._stand_in]))

    @cached_property
    def _written(self) -> _Written:
        """The question for any number of keys."""
        one = self._of_one
        return one._replace(sql=_of_any(one.sql, self._places(one)))

    @cached_property
    def _place(self) -> int:
        return self._places(self._written)[0]

    def _places(self, written: _Written) -> list[int]:
        return [at for at, value in enumerate(written.values) if value == self._stand_in]


class ModelsOf(RowsOf, Generic[M]):
    """The same for whole rows of one model: `ModelsOf(Paper, lambda keys: Paper.objects.filter(folder__in=keys))`.

    What `select_related` adds comes with them, one step far.
    """

    def __init__(self, model: type[M], rows: Callable[[list[Any]], QuerySet[M]], *, stand_in: object = -1) -> None:
        """Take the model, how its rows are asked for, and a key that cannot be."""
        super().__init__(rows, stand_in=stand_in)
        self._model = model

    def of(self, *keys: Any) -> list[M]:
        """Ask for the rows of these keys: one query."""
        own, related = self._own_names, self._related
        found = []
        for row in self._asked(keys):
            found.append(self._model.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)]))
            for one in related:
                one.tie(row, found[-1])
        return found

    @cached_property
    def _own_names(self) -> tuple[str, ...]:
        """The model's own columns stand first."""
        return self._written.names[: len(self._written.compiler.klass_info["select_fields"])]

    @cached_property
    def _related(self) -> list[_Related]:
        compiler, names = self._written.compiler, self._written.names
        return [
            _Related(info["model"], at := info["select_fields"], tuple(names[i] for i in at), info["local_setter"])
            for info in compiler.klass_info.get("related_klass_infos", ())
        ]


class _Related(NamedTuple):
    """What a foreign key points to, read along with a row: its model, where its columns stand, and how it is tied."""

    model: type[Model]
    places: list[int]
    names: tuple[str, ...]
    setter: Callable[[Model, Model | None], None]

    def tie(self, row: Sequence[Any], owner: Model) -> None:
        """Tie it to the row that points to it; where that points nowhere all its columns are empty."""
        values = [row[place] for place in self.places]
        there = any(value is not None for value in values)
        self.setter(owner, self.model.from_db(DEFAULT_DB_ALIAS, self.names, values) if there else None)
