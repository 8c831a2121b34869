"""Two months of mail: what comes every morning, how it goes on its way, and how the desk stands today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from config.demo.names import person_name
from mail_desk import held
from mail_desk.actions import collecting, handing, keeping, notice, receiving, returning
from mail_desk.actions.months import close_month
from mail_desk.actions.receiving import Outcome
from mail_desk.addresses import read_address
from mail_desk.collect_sheet import CollectSheet
from mail_desk.entry_sheet import EntrySheet
from mail_desk.models import MailItem
from mail_desk.rules.receiving import OFFICE_FLOOR, area_of
from mail_desk.states import CallOutcome, Collector, IdKind, State
from mall.localtime import ZONE, day_bounds, local_day
from mall.models import Floor

if TYPE_CHECKING:
    import random

    from config.demo.fates import Cast
    from mail_desk.models import Delivery
    from mall.models import Unit, User
    from merchants.models import Merchant

DAYS_BACK = 62
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
COMES_AT = dt.time(9, 5)
#: How often of a hundred items of a class; the number each begins with.
CLASSES = (("registered", 40, "RA"), ("ems", 20, "EA"), ("parcel", 30, "SF"), ("returned", 10, "RA"))
EACH_DAY = (2, 4)
POSTMEN = ("邮递员小马", "邮递员老秦", "邮政揽投员韩师傅")
SENDERS = ("市税务局", "杭州纺织品公司", "广州白马服装", "工商银行", "家人", "南京物流中心", "供货商")
ODD = ("里面卖鞋的那家", "新世纪小商品城", "三楼扶梯口", "老板娘收")
REFUSED = ("A1618", "A2633", "A3650", "负一楼A12")
#: So many days ago came what still waits: in time, called again, unclaimed since today, going back.
WAIT_SINCE = {3, 9, 31, 36}
FRIDAY = 4
LATE, ONE_IN = "当日邮件集中到达，一人在岗，超过一小时登记完毕。", 9
#: A number that is right by its check digit, of nobody: born in 1949.
ID_NUMBER = "11010519491231002X"
SIGNED = "M40 120L70 60L95 140L120 80L150 130L190 70L220 130L260 90L300 120L340 80"


class Mail:
    """The mail desk of the demo: who works there, and what is typed of each item."""

    def __init__(self, cast: Cast, *, until: dt.datetime, dice: random.Random) -> None:
        self.cast, self.until, self.dice, self.serial = cast, until, dice, 0
        self.agents = [cast.people["agent"], cast.people["agent2"]]
        self.chief = cast.people["supervisor"]
        self.post = held.carriers()[0]
        # What goes to 8F is the company's own (MAIL-10); for the resettlement zone nothing is taken (MAIL-07).
        areas, today = held.refused_areas(), local_day(until)
        self.shops = [
            shop
            for shop in cast.merchants
            if shop[1].floor.code != OFFICE_FLOOR and area_of(read_address(shop[1].number), areas, today) is None
        ]
        self.floors = [floor for floor in Floor.objects.order_by("level") if floor.code not in {"B1", OFFICE_FLOOR}]

    # -- what comes

    def deliver(self, at: dt.datetime, by: User) -> Delivery:
        """The post brings a sack; whoever brings it signs for nothing, we do."""
        return receiving.sign_for(self.post, received_at=at, brought_by=self.dice.choice(POSTMEN), by=by, now=at)

    def sheet(self, **more: Any) -> EntrySheet:
        """An item for a shop that is there."""
        merchant, unit = self._shop()
        wanted = [one for one in CLASSES if one[0] == getattr(more.get("mail_class"), "code", one[0])]
        ((code, _weight, begins),) = self.dice.choices(wanted, weights=[one[1] for one in wanted])
        given: dict[str, Any] = {
            "mail_class": held.mail_class(code),
            "number": self._number(begins),
            "merchant": merchant,
            "unit": unit,
            "addressee": person_name(self.dice),
            "sender": self.dice.choice(SENDERS),
        }
        return EntrySheet(**{**given, **more})

    def _shop(self) -> tuple[Merchant, Unit]:
        return self.dice.choice(self.shops)

    def _number(self, begins: str) -> str:
        self.serial += 1
        digits = f"{self.serial * 7919 % 10**9:09}"
        return f"{begins}{digits}CN" if begins != "SF" else f"SF1{digits}{self.serial % 1000:03}"

    def unclear(self) -> EntrySheet:
        """One nobody knows where to bring."""
        return self.sheet(merchant=None, unit=None, words=self.dice.choice(ODD), mail_class=held.mail_class("parcel"))

    def refused(self) -> EntrySheet:
        """One for the resettlement zone."""
        words = self.dice.choice(REFUSED)
        return self.sheet(merchant=None, unit=None, words=words, mail_class=held.mail_class("registered"))

    def enter(self, to: Delivery, sheet: EntrySheet, *, by: User, now: dt.datetime) -> MailItem:
        """Enter one item; where it goes by its own rules."""
        entered = receiving.enter(to, sheet, by=by, now=now)
        if entered.outcome not in {Outcome.TAKEN, Outcome.REFUSED}:
            message = f"the demo entered {sheet.number} twice"
            raise RuntimeError(message)
        return entered.item

    # -- how it goes

    def call(self, item: MailItem, *, by: User, now: dt.datetime) -> None:
        """The addressee is reached and will come tomorrow."""
        notice.call(item, CallOutcome.REACHED, collect_by=now + DAY, stays=by, by=by, now=now)

    def collect(self, item: MailItem, *, by: User, now: dt.datetime, without: str = "") -> None:
        """The addressee comes with his card and signs."""
        paper: dict[str, Any] = {} if without else {"id_kind": IdKind.CARD, "id_number": ID_NUMBER, "signature": SIGNED}
        name = item.addressee or person_name(self.dice)
        sheet = CollectSheet(name=name, collector=Collector.MERCHANT, without_proof=without, **paper)
        collecting.collect([item], sheet, by=by, now=now)

    def letters(self, to: Delivery, *, by: User, now: dt.datetime) -> list[MailItem]:
        """Ordinary letters by count, for three floors."""
        counts = [(floor, self.dice.randint(4, 38)) for floor in self.dice.sample(self.floors, 3)]
        sheet = EntrySheet(mail_class=held.mail_class("ordinary"))
        return [entered.item for entered in receiving.enter_counts(to, sheet, counts, by=by, now=now)]

    # -- a day that is over, and today

    def a_day(self, on: dt.date, *, waits: bool) -> None:
        """A morning's mail: entered, letters to the on-site staff, the rest brought, fetched or left to wait."""
        by, at = self.dice.choice(self.agents), _hour(on, COMES_AT)
        to, entered = self.deliver(at, by), at + 12 * MINUTE
        letters = self.letters(to, by=by, now=entered)
        items = [self.enter(to, self.sheet(), by=by, now=entered) for _n in range(self.dice.randint(*EACH_DAY))]
        items.append(self.enter(to, self.unclear(), by=by, now=entered))
        if self.dice.randrange(3) == 0:
            self.enter(to, self.refused(), by=by, now=entered)
        late = self.dice.randrange(ONE_IN) == 0
        done = at + (95 if late else self.dice.randint(20, 50)) * MINUTE
        receiving.finish(to, by=by, now=done, late_reason=LATE if late else "")
        counted = sum(letter.quantity for letter in letters)
        handing.hand_to_staff(letters, "刘飞", counted, on_paper=True, by=by, now=done + 20 * MINUTE)
        for item in items:
            self._on_its_way(item, by=by, now=done + 30 * MINUTE, waits=waits)

    def _on_its_way(self, item: MailItem, *, by: User, now: dt.datetime, waits: bool) -> None:
        if item.state == State.REGISTERED:
            handing.deliver([item], item.addressee, signature=SIGNED, by=by, now=now + 40 * MINUTE)
        elif item.state == State.NOTIFIED:
            self.call(item, by=by, now=now)
            if not waits:
                without = "证件未带，主管当面核对" if self.dice.randrange(15) == 0 else ""
                self.collect(item, by=self.chief if without else by, now=now + 5 * 60 * MINUTE, without=without)

    def take_back(self, on: dt.date) -> None:
        """The post takes the week's returns, on a slip it signs."""
        by, at = self.agents[0], _hour(on, dt.time(15, 0))
        items = list(MailItem.objects.filter(state=State.TO_RETURN, return_batch=None, received_at__lt=at))
        if items:
            batch = returning.begin(items, self.post, by=by, now=at)
            postman = self.dice.choice(POSTMEN)
            returning.hand_back(batch, postman, signature=SIGNED, by=by, now=at + 25 * MINUTE)

    def today(self) -> None:
        """This morning: one sack finished, one just come and half entered; and everything the desk still holds."""
        by, now = self.agents[0], self.until
        at = max(now - 160 * MINUTE, day_bounds(local_day(now)).begins)
        to = self.deliver(at, by)
        entered = min(at + 10 * MINUTE, now)
        self.letters(to, by=by, now=entered)
        for _n in range(3):
            self.enter(to, self.sheet(mail_class=held.mail_class("registered")), by=by, now=entered)
        large = self.enter(to, self.sheet(large=True, mail_class=held.mail_class("parcel")), by=by, now=entered)
        self.call(large, by=by, now=entered)
        self.enter(to, self.unclear(), by=by, now=entered)
        self.enter(to, self.refused(), by=by, now=entered)
        ours = {
            "unit": None,
            "merchant": None,
            "floor": held.floor(OFFICE_FLOOR),
            "internal": True,
            "addressee": "客服部",
        }
        self.enter(to, self.sheet(mail_class=held.mail_class("ems"), **ours), by=by, now=entered)
        receiving.finish(to, by=by, now=min(at + 45 * MINUTE, now))
        back = self.enter_returns(min(at + 50 * MINUTE, now), by)
        returning.begin(back[:2], self.post, by=by, now=now)
        second = self.deliver(max(now - 15 * MINUTE, at), by)
        for begins in ("RA", "EA", "SF", "RA"):
            receiving.scan(second, self._number(begins), by=by, now=now)
        for _n in range(2):
            self.enter(second, self.sheet(mail_class=held.mail_class("registered")), by=by, now=now)

    def enter_returns(self, at: dt.datetime, by: User) -> list[MailItem]:
        """Letters that came back to senders of the mall."""
        to = self.deliver(at, by)
        items = [self.enter(to, self.sheet(mail_class=held.mail_class("returned")), by=by, now=at) for _n in range(3)]
        receiving.finish(to, by=by, now=min(at + 12 * MINUTE, self.until))
        return items


def load_mail(cast: Cast, *, now: dt.datetime, dice: random.Random) -> None:
    """Two months of mail; last month closed, this morning half done."""
    mail, today = Mail(cast, until=now, dice=dice), local_day(now)
    first_of_month = today.replace(day=1)
    for back in range(DAYS_BACK, 0, -1):
        on = today - back * DAY
        mail.a_day(on, waits=back in WAIT_SINCE)
        if on.weekday() == FRIDAY:
            mail.take_back(on)
        if on == first_of_month - DAY:
            close_month(on.year, on.month, by=mail.chief, now=min(_hour(first_of_month, dt.time(9, 30)), now))
    keeping.sweep_items(now)
    mail.today()


def _hour(on: dt.date, at: dt.time) -> dt.datetime:
    return dt.datetime.combine(on, at, ZONE)
