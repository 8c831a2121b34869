"""What the complaint desk's lists begin with: categories, causes, authorities, the mall's dispute rules."""

from __future__ import annotations

from complaints.models import Authority, Cause, ComplaintCategory, DisputeRule
from mall.reference import register

# Code, name, English name, and below it the same (CMP-16, JOINT-S08).
CATEGORIES = (
    (
        "goods",
        "商品质量",
        "Goods quality",
        (
            ("goods-defect", "质量瑕疵", "Defect"),
            ("goods-fake", "假冒、以次充好", "Counterfeit or inferior"),
            ("goods-label", "标识不符", "Label does not match"),
        ),
    ),
    (
        "exchange",
        "退换货纠纷",
        "Return and exchange",
        (
            ("exchange-return", "退货纠纷", "Return dispute"),
            ("exchange-exchange", "调货纠纷", "Exchange dispute"),
            ("exchange-deposit", "定金、预订纠纷", "Deposit or order dispute"),
        ),
    ),
    (
        "service",
        "服务质量",
        "Service quality",
        (
            ("service-attitude", "服务态度", "Attitude"),
            ("service-forced", "强买强卖", "Forced sale"),
            ("service-fitting", "付款试衣", "Paid fitting"),
            ("service-bullying", "欺辱顾客", "Bullying of customers"),
            ("service-staff", "工作人员态度、效率", "Our staff: attitude, speed"),
        ),
    ),
    (
        "price",
        "价格",
        "Price",
        (
            ("price-label", "不明码标价", "No price shown"),
            ("price-promotion", "促销不兑现", "Promotion not kept"),
            ("price-invoice", "不开票据", "No invoice or receipt"),
        ),
    ),
    (
        "safety",
        "人身与安全",
        "Safety",
        (
            ("safety-injury", "人身伤害", "Injury"),
            ("safety-fight", "打架斗殴", "Fighting"),
            ("safety-theft", "财物丢失", "Loss or theft"),
            ("safety-fire", "消防隐患", "Fire hazard"),
        ),
    ),
    (
        "merchants",
        "商户之间",
        "Between merchants",
        (
            ("merchants-same", "重货纠纷", "Same goods"),
            ("merchants-space", "占道、占用公共区域", "Blocked passage"),
            ("merchants-noise", "噪声、拉客", "Noise, touting"),
        ),
    ),
    (
        "facility",
        "设施与环境",
        "Facilities",
        (
            ("facility-lift", "电梯扶梯", "Lifts and escalators"),
            ("facility-air", "空调、照明", "Air, light"),
            ("facility-clean", "卫生、漏水", "Cleanliness, leaks"),
        ),
    ),
    ("other", "其他", "Other", ()),
)

# Code, name, English name, a matter of quality, improvement can be tracked (CMP-15, CMP-28).
CAUSES = (
    ("material", "用料、做工", "Material or make", True, True),
    ("design", "款式、尺码设计", "Design or size", True, True),
    ("storage", "仓储、受潮", "Storage", False, True),
    ("transport", "运输、搬运", "Transport", False, True),
    ("selling", "售卖时未说明", "Not explained when sold", False, True),
    ("rules", "不执行商场规定", "House rules not kept", False, True),
    ("attitude", "态度、沟通", "Attitude", False, True),
    ("facility", "设施设备", "Facilities", False, True),
    ("procedure", "流程、制度缺口", "Procedure", False, True),
    ("carelessness", "个人疏忽", "Human carelessness", False, False),
    ("customer", "顾客使用不当", "Used wrongly by the customer", False, False),
    ("misunderstanding", "误会", "Misunderstanding", False, False),
    ("other", "其他", "Other", False, True),
)

# Code, name, English name, working days usually given (JOINT-S13).
AUTHORITIES = (
    ("12315", "12315 消费投诉", "12315 consumer hotline", 7),
    ("12345", "12345 市民热线", "12345 citizens' hotline", 5),
    ("market", "市场监督管理局", "Market regulator", 7),
    ("association", "消费者协会", "Consumers' association", 7),
    ("police", "派出所", "Police station", 3),
    ("media", "新闻媒体", "Media", 2),
    ("company", "集团公司", "Group company", 3),
    ("other", "其他单位", "Another body", 7),
)

# Code, title, text, English title, English text, codes of the categories it is for.
DISPUTE_RULES = (
    (
        "registered-first",
        "先登记，后处理",
        "每一件投诉都登记编号，凭编号可随时询问进展。前台先听取双方说法，当天把事情交给责任部门。",
        "First registered, then handled",
        (
            "Every complaint gets a number; ask for its progress by that number. The desk hears both sides and passes "
            "the matter to the responsible department the same day."
        ),
        (),
    ),
    (
        "returns",
        "退换货",
        (
            "商品有质量问题的，凭小票在约定期限内退、换、修；吊牌齐全、不影响再次销售的，可与商户协商调换。"
            "内衣、食品等售出后影响卫生的，无质量问题不退换。"
        ),
        "Returns and exchanges",
        (
            "Faulty goods are returned, exchanged or repaired against the receipt within the time agreed. With labels "
            "on and fit to be sold again, an exchange is a matter of agreement with the merchant. Underwear, food and "
            "the like are taken back only when faulty."
        ),
        ("goods", "exchange"),
    ),
    (
        "quality-dispute",
        "质量有争议时",
        "双方各执一词的，由双方认可的机构检测，费用先由要求检测的一方垫付，结果出来后由责任方承担。",
        "When quality is disputed",
        (
            "Where both sides differ, a body both accept tests the goods. Who asks for the test advances its cost; "
            "who is at fault bears it."
        ),
        ("goods", "exchange"),
    ),
    (
        "free-of-pressure",
        "试衣与购买自愿",
        "试穿不收费、不强制购买。遇到强买强卖、付款试衣，请当场告诉前台，现场人员会立即到店。",
        "Fitting and buying are free of pressure",
        (
            "Trying on costs nothing and obliges to nothing. Tell the desk at once of forced sales or paid fitting; "
            "on-site staff go to the shop immediately."
        ),
        ("service",),
    ),
    (
        "compensation",
        "赔偿的权限",
        "前台和现场人员不能当场承诺赔偿金额。金额由商场按权限审批后，以书面或电话告知。",
        "Who may promise compensation",
        (
            "Neither the desk nor on-site staff promise an amount. It is approved by the mall within its bands and "
            "told by letter or phone."
        ),
        (),
    ),
    (
        "safety-first",
        "人身安全",
        "有人受伤先救人、先就医，现场保留原状，监控录像由商场保全。费用凭票据另行处理。",
        "Safety first",
        (
            "Where somebody is hurt, help and treatment come first. The place is left as it is and the mall keeps the "
            "recordings. Costs are dealt with afterwards against receipts."
        ),
        ("safety",),
    ),
)


@register
def seed_lists() -> int:
    """Put in what the lists begin with; what is there stays as edited. Returns how many are new."""
    made = 0
    for order, (code, name, name_en, below) in enumerate(CATEGORIES, start=1):
        top, new = _category(code, name, name_en, order * 10, None)
        made += new
        for place, (child, child_name, child_en) in enumerate(below, start=1):
            made += _category(child, child_name, child_en, order * 10 + place, top)[1]
    for order, (code, name, name_en, quality, improvable) in enumerate(CAUSES, start=1):
        defaults = {"name": name, "name_en": name_en, "quality": quality, "improvable": improvable, "order": order}
        made += Cause.objects.get_or_create(code=code, defaults=defaults)[1]
    for order, (code, name, name_en, days) in enumerate(AUTHORITIES, start=1):
        made += Authority.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "days": days, "order": order}
        )[1]
    return made + _seed_rules()


def _category(
    code: str, name: str, name_en: str, order: int, parent: ComplaintCategory | None
) -> tuple[ComplaintCategory, bool]:
    return ComplaintCategory.objects.get_or_create(
        code=code, defaults={"name": name, "name_en": name_en, "order": order, "parent": parent}
    )


def _seed_rules() -> int:
    made = 0
    for order, (code, title, text, title_en, text_en, codes) in enumerate(DISPUTE_RULES, start=1):
        defaults = {"title": title, "text": text, "title_en": title_en, "text_en": text_en, "order": order}
        rule, new = DisputeRule.objects.get_or_create(code=code, defaults=defaults)
        if new:
            rule.categories.set(ComplaintCategory.objects.filter(code__in=codes))
        made += new
    return made
