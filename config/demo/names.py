"""Invented names: people, shops, phones. No real person or shop is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许"
    "傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = _words(
    "静 磊 芳 敏 强 丽 军 洋 艳 勇 杰 娟 涛 超 霞 平 刚 桂英 秀兰 建华 文杰 玉梅 "
    "晓东 丽娜 志强 海燕 春梅 国庆 雪 婷 浩然 子涵 雨桐 欣怡 一诺 思远 嘉豪 梦洁 "
    "佳琪 俊杰 晨曦 若曦 诗涵 宇航 明哲 雅琴 云飞 素珍 喆 𠮷安"
)
_FIRST = _words(
    "锦绣 凤凰 蝶恋 恒源 新潮 东方 金缕 云裳 千丝 百合 华彩 天衣 雅致 晴川 素锦 "
    "翠微 明珠 流光 朝歌 星河 青禾 木兰 丹枫 秋水 春晓 锦程 万象 衣禾 霓裳 沐光"
)
_SECOND = tuple("阁坊轩记家堂里汇屋苑社行居铺庄廊")
GOODS = {
    "womens": ("女装", "女装"),
    "mens": ("男装", "男装"),
    "childrens": ("童装", "童装"),
    "shoes": ("鞋业", "鞋帽"),
    "bags": ("箱包", "箱包"),
    "home": ("家纺", "家纺"),
    "underwear": ("内衣", "内衣"),
    "fur": ("皮草", "皮草"),
    "accessories": ("饰品", "饰品"),
    "food": ("小食", "餐饮"),
}


def person_name(dice: random.Random) -> str:
    """Return an invented full name."""
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def shop_name(dice: random.Random, taken: set[str]) -> tuple[str, str]:
    """Return an invented shop name not taken yet, and its category's name."""
    while True:
        trade, category = dice.choice(list(GOODS.values()))
        name = dice.choice(_FIRST) + dice.choice(_SECOND) + trade
        if name in taken:
            name += dice.choice(("一店", "二店", "旗舰店", "（精品）", "（工厂店）"))
        if name not in taken:
            taken.add(name)
            return name, category


def phone(dice: random.Random) -> str:
    """Return a phone number in a block used here for invented people only."""
    return f"19900{dice.randrange(10**6):06}"
