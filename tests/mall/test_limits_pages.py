"""The pages of the limits: who reads, who changes, what a mistake says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mall import reference
from mall.limits import LIMITS, limit
from mall.localtime import local_day
from mall.models import Limit
from mall.roles import Role
from tests import make

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def entered(client: Client, name: str, **fields: str) -> object:
    today = local_day(timezone.now()).isoformat()
    data = {"value": "4", "valid_from": today, "reason": "试行", **fields}
    return client.post(reverse("mall:limit", args=[name]), data)


def test_the_list_shows_every_limit_in_words(client: Client) -> None:
    reference.seasons()
    client.force_login(make.person(Role.SUPERVISOR))
    page = client.get(reverse("mall:limits")).content.decode()
    for named in LIMITS.values():
        assert reverse("mall:limit", args=[named.name]) in page
    assert "30%" in page
    assert reverse("mall:season", args=["summer"]) in page


def test_readers_see_why_they_cannot_change(client: Client) -> None:
    client.force_login(make.person(Role.SUPERVISOR))
    page = client.get(reverse("mall:limit", args=["follow_up_days"])).content.decode()
    assert "<form" not in page.partition("<main")[2].partition('id="acts"')[0]
    assert entered(client, "follow_up_days").status_code == 403  # type: ignore[attr-defined]  # the test client's answer
    assert not Limit.objects.exists()


def test_who_may_not_read_is_sent_away(client: Client) -> None:
    client.force_login(make.person(Role.HR_VIEWER))
    assert client.get(reverse("mall:limits")).status_code == 403


def test_the_manager_enters_a_limit_and_it_holds(client: Client) -> None:
    client.force_login(make.person(Role.MANAGER, name="王经理"))
    response = entered(client, "follow_up_days", value="４")
    assert response.status_code == 302  # type: ignore[attr-defined]  # the test client's answer
    assert limit("follow_up_days") == 4
    page = client.get(reverse("mall:limit", args=["follow_up_days"])).content.decode()
    assert "王经理" in page
    assert "试行" in page


def test_a_mistake_stands_beside_its_field_and_keeps_what_was_typed(client: Client) -> None:
    client.force_login(make.person(Role.MANAGER))
    for fields, complaint in (
        ({"value": "many"}, "many"),
        ({"valid_from": "2020-01-01"}, "2020-01-01"),
        ({"value": "3"}, 'value="3"'),
        ({"reason": ""}, "reason"),
    ):
        response = entered(client, "follow_up_days", **fields)
        assert response.status_code == 422  # type: ignore[attr-defined]  # the test client's answer
        assert complaint in response.content.decode()  # type: ignore[attr-defined]  # the test client's answer
    assert not Limit.objects.exists()


def test_a_value_of_tomorrow_is_announced(client: Client) -> None:
    client.force_login(make.person(Role.MANAGER))
    tomorrow = (local_day(timezone.now()) + timedelta(days=1)).isoformat()
    entered(client, "compensation_bands", value="2000, 8000", valid_from=tomorrow)
    page = client.get(reverse("mall:limits")).content.decode()
    assert tomorrow in page
    assert "2,000" in page


def test_flags_and_weekdays_are_chosen(client: Client) -> None:
    client.force_login(make.person(Role.MANAGER))
    assert 'type="radio"' in client.get(reverse("mall:limit", args=["follow_up_when_settled"])).content.decode()
    entered(client, "follow_up_when_settled", value="yes")
    assert limit("follow_up_when_settled") is True
    entered(client, "complaint_cap_days", value="6")
    assert limit("complaint_cap_days") == 6


def test_the_same_form_sent_twice_enters_once(client: Client) -> None:
    client.force_login(make.person(Role.MANAGER))
    token = "t" * 40
    first = entered(client, "follow_up_days", form_token=token)
    second = entered(client, "follow_up_days", form_token=token)
    assert first.status_code == second.status_code == 302  # type: ignore[attr-defined]  # the test client's answer
    assert Limit.objects.count() == 1


def test_an_unknown_limit_is_not_found(client: Client) -> None:
    client.force_login(make.person(Role.MANAGER))
    assert client.get(reverse("mall:limit", args=["nothing"])).status_code == 404
    assert entered(client, "nothing").status_code == 404  # type: ignore[attr-defined]  # the test client's answer


class AnyInput(TestCase):
    """No input whatever gives a 500."""

    @settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
    @given(
        st.sampled_from(list(LIMITS)),
        st.fixed_dictionaries({}, optional=dict.fromkeys(("value", "valid_from", "reason"), st.text(max_size=60))),
    )
    def test_no_input_breaks_the_form(self, name: str, fields: dict[str, str]) -> None:
        self.client.force_login(make.person(Role.MANAGER))
        assert self.client.post(reverse("mall:limit", args=[name]), fields).status_code in {302, 400, 422}


def test_the_settings_lead_only_where_the_person_may_go(client: Client) -> None:
    client.force_login(make.person(Role.HR_VIEWER))
    page = client.get(reverse("mall:settings")).content.decode()
    assert reverse("mall:calendar") in page
    assert reverse("mall:limits") not in page
    client.force_login(make.person(Role.MANAGER))
    page = client.get(reverse("mall:settings")).content.decode()
    for name in ("calendar", "limits", "people", "roles"):
        assert reverse(f"mall:{name}") in page
