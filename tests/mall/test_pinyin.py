"""Keys by which names are found."""

from __future__ import annotations

import pytest

from mall.pinyin import keys


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("恒源制衣", "hengyuanzhiyi", "hyzy"),
        ("恒源制衣（蝶恋）", "hengyuanzhiyidielian", "hyzydl"),
        ("Lily家纺", "lilyjiafang", "lilyjf"),
        ("ＳＵＮＮＹ女装", "sunnynvzhuang", "sunnynz"),
        ("钟𠮷玉", "zhong𠮷yu", "z𠮷y"),
        ("", "", ""),
    ],
)
def test_names_have_pinyin_and_initials(name: str, full: str, initials: str) -> None:
    assert keys(name) == (full, initials)
