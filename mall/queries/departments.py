"""The departments the handbook names, by their code."""

from __future__ import annotations

import copy

from mall.held import table
from mall.models import Department


def department_key(code: str) -> int | None:
    """Return the key of the department with this code, None when there is none."""
    return next((pk for pk, one in table(Department).get().items() if one.code == code), None)


def department(code: str) -> Department:
    """Return the department with this code, from the held table. Raises Department.DoesNotExist."""
    key = department_key(code)
    if key is None:
        raise Department.DoesNotExist(code)
    return copy.copy(table(Department).get()[key])  # type: ignore[no-any-return]  # what is held is of any model
