"""What the mail desk's lists begin with: classes, carriers, refused areas, reasons for returns."""

from __future__ import annotations

from typing import Any

from mail_desk.models import Carrier, MailClass, RefusedArea, ReturnReason
from mall.models import Floor, Zone
from mall.reference import register

RETURNED = "returned"
ORDINARY = "ordinary"
UNCLAIMED = "unclaimed"

# MAIL-05. Reminders after 3 days (EMS, parcel) or 7 (others), back at 30; registered letters not to a proxy.
CLASSES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("registered", "挂号信", "Registered letter",
     {"also_written": "挂号,挂号件,挂号函件", "begins": "R,X", "proxy_allowed": False, "remind_days": 7}),
    (ORDINARY, "平信", "Ordinary letter",
     {"also_written": "平常信函,普通信件,平邮", "counted": True, "number_needed": False, "id_needed": False,
      "proof_needed": False, "remind_days": 7}),
    ("ems", "EMS", "EMS", {"also_written": "特快专递,特快,邮政特快", "begins": "E", "remind_days": 3}),
    ("parcel", "包裹", "Parcel",
     {"also_written": "快递,包裹单,快件,邮包", "begins": "C,P,SF,JD,YT,ZT,ST,JT", "remind_days": 3}),
    (RETURNED, "退信", "Returned letter",
     {"also_written": "退件,退回信件,退回", "goes_back": True, "number_needed": False, "remind_days": 7}),
)  # fmt: skip

CARRIERS = (
    ("post", "中国邮政", "China Post", "AA999999999CN,AA999999999AA,9999999999999", True),
    ("ems", "EMS（邮政特快）", "EMS", "EA999999999CN,EB999999999CN,EC999999999CN,ES999999999CN,1999999999999", True),
    ("sf", "顺丰速运", "SF Express", "SF9999999999999,SF999999999999", False),
    ("jd", "京东物流", "JD Logistics", "JD9999999999999,JDV999999999999,JDX999999999999", False),
    ("zto", "中通快递", "ZTO Express", "ZTO999999999999,7599999999999,7699999999999,7399999999999", False),
    ("yto", "圆通速递", "YTO Express", "YT9999999999999,YT999999999999999", False),
    ("sto", "申通快递", "STO Express", "STO999999999999,7799999999999", False),
    ("yunda", "韵达速递", "Yunda Express", "4399999999999,4699999999999,3199999999999", False),
    ("jt", "极兔速递", "J&T Express", "JT9999999999999", False),
    ("other", "其他快递", "Other courier", "", False),
)

# MAIL-07. Name, floor, zone, unit pattern.
RESETTLEMENT = "回迁区信件不予代收，请邮政直接投递"
AREAS = (
    ("B1-A", "B1", "A", ""),
    ("A16", None, None, "A16**"),
    ("A26", None, None, "A26**"),
    ("A36", None, None, "A36**"),
)

REASONS = (
    ("moved", "商户已撤场", "Merchant has moved out"),
    ("unknown", "查无此人", "Addressee unknown"),
    ("address", "地址不详", "Address unclear"),
    ("declined", "收件人拒收", "Refused by the addressee"),
    (UNCLAIMED, "逾期未领", "Unclaimed"),
    ("returned", "退信", "Returned mail"),
    ("damaged", "邮件破损", "Damaged"),
    ("misrouted", "误投", "Delivered here by mistake"),
    ("other", "其他", "Other"),
)


@register
def mail_classes() -> int:
    """MAIL-05. The five classes with their policies; returns how many were missing."""
    made = 0
    for order, (code, name, name_en, policy) in enumerate(CLASSES, start=1):
        defaults = {"name": name, "name_en": name_en, "order": order * 10, **policy}
        made += MailClass.objects.get_or_create(code=code, defaults=defaults)[1]
    return made


@register
def carriers() -> int:
    """The post office and the couriers known in the mall; returns how many were missing."""
    made = 0
    for order, (code, name, name_en, pattern, is_post) in enumerate(CARRIERS, start=1):
        defaults = {"name": name, "name_en": name_en, "pattern": pattern, "is_post": is_post, "order": order * 10}
        made += Carrier.objects.get_or_create(code=code, defaults=defaults)[1]
    return made


@register
def refused_areas() -> int:
    """MAIL-07. The resettlement zones; returns how many were missing."""
    floors = {floor.code: floor for floor in Floor.objects.all()}
    zones = {zone.letter: zone for zone in Zone.objects.all()}
    made = 0
    for name, floor, zone, pattern in AREAS:
        defaults = {
            "floor": floors.get(floor) if floor else None,
            "zone": zones.get(zone) if zone else None,
            "pattern": pattern,
            "words": RESETTLEMENT,
        }
        made += RefusedArea.objects.get_or_create(name=name, defaults=defaults)[1]
    return made


@register
def return_reasons() -> int:
    """MAIL-06. Why items go back; returns how many were missing."""
    made = 0
    for order, (code, name, name_en) in enumerate(REASONS, start=1):
        defaults = {"name": name, "name_en": name_en, "order": order * 10}
        made += ReturnReason.objects.get_or_create(code=code, defaults=defaults)[1]
    return made
