"""Who signed an article and how the page shows it, after the habits of the sites we watch."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

_REPORTERS = (
    ("Lingfei", "Zhao"),
    ("Minrui", "Tang"),
    ("Yaqing", "Lu"),
    ("Haoran", "Su"),
    ("Peiyu", "Ran"),
    ("Wenxi", "Ding"),
    ("Shuyan", "Cai"),
    ("Jiening", "Luo"),
    ("Tianyi", "Qiu"),
    ("Ruohan", "Mei"),
    ("Zhixin", "Fan"),
    ("Lanxi", "Ou"),
    ("Harriet", "Moss"),
    ("Daniel", "Okoro"),
    ("Qingyue", "Shu"),
    ("Boyan", "Xiang"),
)
_CHINESE_REPORTERS = (
    "秦望舒",
    "罗济宁",
    "冉沛雨",
    "蔡书言",
    "苏皓然",
    "梅若寒",
    "欧岚溪",
    "向博雁",
    "邱天一",
    "舒清月",
)


@dataclass(frozen=True, slots=True)
class Signature:
    """`authors` as they are called; `byline` as shown, empty for an unsigned article."""

    authors: tuple[str, ...]
    byline: str


UNSIGNED = Signature((), "")


def sign_english(rng: random.Random, day: date) -> Signature:
    """One reporter, two run together, family name after a comma, or nobody."""
    style = rng.choices(("none", "one", "two", "comma"), (38, 40, 11, 11))[0]
    if style == "none":
        return UNSIGNED
    chosen = rng.sample(_REPORTERS, 2 if style == "two" else 1)
    separator = ", " if style == "comma" else " "
    shown = "".join(f"{given}{separator}{family}".upper() for given, family in chosen)
    return Signature(tuple(f"{given} {family}" for given, family in chosen), byline_text(shown, day))


def byline_text(names: str, day: date) -> str:
    """The newsroom's line: `By LINGFEI ZHAO|Jun 02,2022`."""
    return f"By {names}|{day:%b %d,%Y}"


def sign_chinese(rng: random.Random) -> Signature:
    """A line `(记者 ...)` of its own, or nobody. See `inline_chinese` for reporters named in the dateline."""
    if rng.random() < 0.45:
        return UNSIGNED
    authors = tuple(rng.sample(_CHINESE_REPORTERS, rng.choice((1, 1, 2))))
    return Signature(authors, f"(记者 {' '.join(authors)})")


def inline_chinese(first_paragraph: str, signature: Signature) -> tuple[str, Signature]:
    """Move the reporter's brackets into the dateline where there is one to stand in."""
    head, mark, rest = first_paragraph.partition("讯")
    if not mark or not head.startswith("本报") or not signature.authors:
        return first_paragraph, signature
    return f"{head}讯 {signature.byline}{rest.lstrip(' 　')}", Signature(signature.authors, "")
