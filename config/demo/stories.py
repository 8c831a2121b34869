"""What happened, what the department answered, what was told: invented matters of a clothing mall."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One invented matter from the counter to the answer. `category` and `cause` are codes of the editable lists."""

    happened: str
    category: str
    cause: str
    answer: str
    reply: str
    severity: int = 1
    demand: str = "other"
    goods: str = ""
    price: int | None = None
    department: str = "onsite"
    against: str = "merchant"
    injury: bool = False


STORIES: tuple[Story, ...] = (
    Story(
        "昨日购买羽绒服，穿一天袖口开线，商户称试穿过不予退货。",
        "exchange-return",
        "material",
        "已到店了解，双方各执一词，经查袖口系缝制不牢，商户同意退货。",
        "商户同意退货退款，请您带小票到店办理，给您添麻烦了。",
        demand="return",
        goods="羽绒服",
        price=680,
    ),
    Story(
        "所购皮鞋第三天褪色，把袜子染黑，要求调换同款。",
        "exchange-exchange",
        "material",
        "皮面固色不合格，商户同意调换同款同码。",
        "已为您备好同款新鞋，请到店调换。",
        demand="exchange",
        goods="皮鞋",
        price=329,
    ),
    Story(
        "试衣前店员要求先付款，拒绝后态度冷淡。",
        "service-fitting",
        "attitude",
        "店员承认要求先付款，已批评教育并写出书面检查。",
        "商户已向您道歉，现场部对该店员作了批评教育。",
        demand="apology",
    ),
    Story(
        "店员说话难听，称不买就别摸，引来多人围观。",
        "service-bullying",
        "attitude",
        "调看录像属实，责令商户当面道歉并扣文明分。",
        "商户负责人已道歉，后续由现场部跟踪该店服务。",
        severity=2,
        demand="apology",
    ),
    Story(
        "标价一百九十九，结账收了二百九十九，要求退差价。",
        "price-label",
        "carelessness",
        "价签未更换，商户当场退还差价一百元。",
        "差价一百元已原路退回，请查收。",
        demand="compensation",
        goods="针织衫",
        price=299,
    ),
    Story(
        "儿童在中庭被倒下的货架碰伤额头，家长要求赔偿并看医生。",
        "safety-injury",
        "facility",
        "货架未固定，商户已全部加固；医药费由商户承担。",
        "医药费及营养费由商户承担，现场货架已逐店排查。",
        severity=3,
        demand="compensation",
        department="onsite",
        injury=True,
    ),
    Story(
        "空调漏水，过道地面湿滑，几名顾客险些滑倒。",
        "facility-clean",
        "facility",
        "冷凝水管堵塞，已疏通并放置防滑垫。",
        "漏水已修好，地面已铺防滑垫，谢谢您提醒。",
        department="engineering",
        against="mall",
    ),
    Story(
        "买家纺四件套，收到的颜色与样品明显不同，要求退款。",
        "goods-defect",
        "material",
        "批次色差属实，商户同意全额退款。",
        "商户同意全额退款，请携商品到店办理。",
        demand="return",
        goods="四件套",
        price=459,
    ),
    Story(
        "皮草穿两次大片掉毛，商户说是正常现象，要求赔偿八千元。",
        "goods-defect",
        "material",
        "送检结论为鞣制缺陷，建议退货并补偿。",
        "经与商户协商，退货并给予补偿，具体见调解协议。",
        severity=3,
        demand="compensation",
        goods="皮草大衣",
        price=8000,
        department="market",
    ),
    Story(
        "多次索要发票，店家以各种理由推脱。",
        "price-invoice",
        "attitude",
        "商户已补开发票，现场部要求当日消费当日开票。",
        "发票已补开，可到八楼前台领取。",
        demand="other",
    ),
    Story(
        "隔壁店卖同款货压价抢客，双方在过道争吵。",
        "merchants-same",
        "other",
        "两店同货重叠，市场部约谈双方，划定品类。",
        "市场部已约谈双方并书面明确经营品类。",
        severity=2,
        department="market",
    ),
    Story(
        "硬拉顾客进店，不买不让走，老人受了惊吓。",
        "service-forced",
        "attitude",
        "调看录像属实，商户停业整顿一天。",
        "商户已停业整顿，负责人向老人当面道歉。",
        severity=2,
        demand="apology",
    ),
    Story(
        "两家店主因占道发生推搡，影响顾客通行。",
        "safety-fight",
        "other",
        "保安到场劝开，双方签订承诺书。",
        "双方已签承诺书，保安增加该处巡逻。",
        severity=2,
        department="security",
    ),
    Story(
        "前台工作人员指错路，态度不耐烦。",
        "service-staff",
        "attitude",
        "经了解当时客流较大，已对当事人培训。",
        "我们已对工作人员进行培训，向您道歉。",
        demand="apology",
        against="mall",
        department="customer-service",
    ),
    Story(
        "装修噪音持续到中午，影响相邻店铺营业。",
        "merchants-noise",
        "other",
        "装修单位超时施工，已责令整改。",
        "装修单位已整改，营业时间内不再施工。",
        department="decoration",
        against="mall",
    ),
    Story(
        "消防通道被货物堵死，存在安全隐患。",
        "safety-fire",
        "facility",
        "堆放货物已清理，商户写保证书。",
        "通道已清理，消防部每日巡查。",
        severity=2,
        department="fire",
    ),
    Story(
        "童装吊牌写纯棉，洗后起球严重，怀疑成分不实。",
        "goods-defect",
        "material",
        "送检成分与吊牌不符，商户同意退一赔三。",
        "商户按规定退货并赔偿，请到店办理。",
        demand="compensation",
        goods="童装套装",
        price=158,
    ),
    Story(
        "内衣店不给退换，称贴身衣物一经售出概不负责。",
        "exchange-return",
        "attitude",
        "该款有明显线头瑕疵，应予调换。",
        "商户同意调换一件全新的，请您到店选取。",
        demand="exchange",
        goods="内衣",
        price=89,
    ),
    Story(
        "箱包拉链两天就坏，店家要收维修费。",
        "goods-defect",
        "material",
        "三包期内应免费维修，已责令商户免费更换拉链。",
        "拉链免费更换，三天后到店取。",
        demand="exchange",
        goods="旅行箱",
        price=268,
    ),
    Story(
        "会员积分兑换的礼品与宣传不符。",
        "other",
        "other",
        "礼品缺货，已补发同等价值礼品。",
        "已为您补发礼品，请到中心前台领取。",
        against="mall",
        department="market",
    ),
)

STAFF_STORY = Story(
    "前台值班人员让我等了二十分钟，问话不理，还说“爱投诉就投诉”。",
    "service-staff",
    "attitude",
    "已调看前台录像并与当事人谈话，情况属实，暂停其前台接待并安排培训。",
    "经调查情况属实，已对当事人批评教育，我们向您道歉。",
    demand="apology",
    department="customer-service",
    against="staff",
)
