"""A training file that is handed in late costs its keeper brand points (PERF-06)."""

from __future__ import annotations

import pytest

from staffing.actions import points
from staffing.models import PointReason
from staffing.reference_performance import point_reasons
from staffing.rules.points import Proposal
from tests import make_performance as perf
from tests.make_performance import NOW
from tests.make_staffing import codes
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db
NAME = "培训资料迟交"


@pytest.fixture
def late_file() -> PointReason:
    """The reason every installation begins with."""
    point_reasons()
    return PointReason.objects.get(name=NAME)


@rule.both("PERF-06")
def test_the_supervisor_deducts_for_a_late_training_file_and_nobody_from_himself(late_file: PointReason) -> None:
    agent, chief = perf.agent(), perf.supervisor()
    wanted = Proposal(agent, late_file, "专题培训结束后三日才交资料", NOW.date())
    with pytest.raises(Refused) as refused:
        points.propose(wanted, by=agent, now=NOW)
    assert codes(refused) == {"minus"}
    made = points.propose(wanted, by=chief, now=NOW)
    assert (made.points, made.state) == (late_file.points, "announced")
    assert made.points < 0


@rule.both("PERF-06")
def test_how_much_is_a_setting_and_a_fault_stays_a_fault(late_file: PointReason) -> None:
    chief = perf.supervisor()
    with pytest.raises(Refused) as refused:
        points.keep_reason(late_file, NAME, 2, by=chief)
    assert codes(refused) == {"sign"}
    assert points.keep_reason(late_file, NAME, -2, by=chief).points == -2
    praise = perf.reason(2, "顾客表扬")
    with pytest.raises(Refused):
        points.keep_reason(praise, "顾客表扬", -2, by=chief)
    assert points.keep_reason(None, "值班迟到", -1, by=chief).points == -1
