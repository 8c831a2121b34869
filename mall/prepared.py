"""Queries that every page asks with other keys: written by the ORM once, for writing costs more than asking."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import QuerySet

    from mall.models import User
    from mall.roles import Permission

M = TypeVar("M", bound=Model)
#: So many people's questions are kept written.
PEOPLE = 512
VALUE, ONE_OF, ANY_OF = "%s", "IN (", "= ANY("


class _Written(NamedTuple):
    """The SQL, its values and where among them the keys stand, the columns' names and their converters."""

    sql: str
    values: tuple[Any, ...]
    place: int | None
    names: tuple[str, ...]
    converters: dict[int, Any]
    compiler: Any


def _of_any(sql: str, places: list[int]) -> str:
    """Let the one list of keys be of any length. Raises ValueError where the keys are not asked for just once."""
    parts = sql.split(VALUE)
    before = VALUE.join(parts[: places[0] + 1]) if len(places) == 1 else ""
    if not before.endswith(ONE_OF):
        raise ValueError(f"the keys must be asked for once: {sql}")
    return VALUE.join((before.removesuffix(ONE_OF) + ANY_OF, *parts[places[0] + 1 :]))


def written_for(build: Callable[[User], QuerySet[Any, Any]]) -> Callable[[User], list[dict[str, Any]]]:
    """Let a question that depends on nothing but who asks be written once for a person while the roles are the same.

    `build` gives the plain rows (`values`) a person sees; whether it still is somebody who sees anything is for the
    caller to know.
    """

    @lru_cache(maxsize=PEOPLE)
    def written(user: User, _permissions: frozenset[Permission], _departments: tuple[int, ...]) -> RowsOf:
        return RowsOf(lambda _none: build(user), stand_in=None)

    def ask(user: User) -> list[dict[str, Any]]:
        return written(user, user.permissions, tuple(user.department_ids))()

    return ask


class RowsOf:
    """Plain rows that belong to some keys: `RowsOf(lambda keys: Paper.objects.filter(folder__in=keys).values(…))`.

    The function is called once, with a stand-in for the keys; after that the same SQL is asked for any number of
    them. What else the query compares with must be constant. With `stand_in` None there are no keys.
    """

    def __init__(self, rows: Callable[[list[Any]], QuerySet[Any, Any]], *, stand_in: object = -1) -> None:
        """Take how the rows of some keys are asked for, and a key that cannot be."""
        self._rows, self._stand_in = rows, stand_in

    def __call__(self, keys: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """Ask for the rows of these keys: one query."""
        names = self._written.names
        return [dict(zip(names, row, strict=True)) for row in self._asked(keys)]

    def _asked(self, keys: Iterable[Any]) -> Iterable[Any]:
        written, wanted = self._written, list(keys)
        values: list[Any] = [*written.values]
        if written.place is not None:
            values[written.place] = wanted
        with connection.cursor() as cursor:
            cursor.execute(written.sql, values)
            found: Iterable[Any] = cursor.fetchall()
        return written.compiler.apply_converters(found, written.converters) if written.converters else found

    @cached_property
    def _written(self) -> _Written:
        compiler = self._rows([self._stand_in]).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        place = None
        if self._stand_in is not None:
            places = [at for at, value in enumerate(values) if value == self._stand_in]
            sql, place = _of_any(sql, places), places[0]
        columns = [column for column, _sql, _alias in compiler.select]
        query = compiler.query
        names = tuple(query.selected or ()) or tuple(column.target.attname for column in columns)
        return _Written(sql, tuple(values), place, names, compiler.get_converters(columns), compiler)


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
