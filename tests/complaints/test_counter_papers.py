"""The dispute rules on the counter's screen, and the notice the responsible department gets on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from complaints.models import DisputeRule
from tests import make, make_complaints
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@rule.both("MER-08", "CMP-02")
def test_the_dispute_rules_in_use_stand_beside_the_form_and_the_others_do_not(client: Client) -> None:
    DisputeRule.objects.create(code="first", title="先登记后处理", text="凡投诉一律登记。")
    DisputeRule.objects.create(code="old", title="旧规定一则", text="已停用。", is_active=False)
    make.signed_in(client, make_complaints.agent())
    page = client.get(reverse("complaints:new")).content.decode()
    assert "先登记后处理" in page
    assert "凡投诉一律登记。" in page
    assert "旧规定一则" not in page


@rule.both("JOINT-S04")
def test_the_notice_prints_once_a_department_has_the_case_and_not_before(client: Client) -> None:
    lin = make_complaints.agent()
    make.signed_in(client, lin)
    waiting = make_complaints.complaint(lin)
    handed = make_complaints.handed_over(lin)
    slips = {
        case.folder.number: reverse("complaints:print", args=[case.folder.number, "F-01"]) for case in (waiting, handed)
    }
    assert client.get(slips[waiting.folder.number]).status_code == 404
    slip = client.get(slips[handed.folder.number])
    assert slip.status_code == 200
    assert slip.headers["Content-Type"] == "application/pdf"
