"""Texts and their copies, made by a seed: what tests/benchmarks/stories.py asks the archive to tell apart.

Promise: the same seed gives the same texts. `story` is the truth: two texts carry the same one exactly when one was
made from the other by a `TRANSFORMS`, or both were made from a third. A tenth of the texts are hard: alike, no copies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.newsroom.archive import Newsroom

_SENTENCE = {
    "en": re.compile(r"\S.*?(?:[.!?][”\"’)]*(?=\s+[“\"‘A-Z0-9])|$)", re.S),
    "zh": re.compile(r"[^。！？]+[。！？]*[”’」）]*"),
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_HARD_SHARE = 0.1  # of all the texts
_PLACE = {"en": re.compile(r"\b[A-Z][a-z']+ (?=District|County)"), "zh": re.compile(r"[\u4e00-\u9fff]{2}(?=区|县)")}
_PLACES = {"en": ["Linshui ", "Shizhu ", "Wuxi ", "Pengshui "], "zh": ["邻水", "石柱", "巫溪", "彭水"]}


Transform = Callable[[random.Random, str, str], str]
"""A source of chance, a text, its language ("en", "zh") -> the copy."""

# a table of words is read by rows, not one word a line
# fmt: off
SYNONYMS: Mapping[str, str] = {
    "en": "said=stated|began=started|opened=was opened|about=roughly|nearly=almost|people=residents"
    "|work=labour|new=fresh|city=municipality|officials=authorities|residents=locals|large=big|small=little"
    "|many=numerous|first=initial|expected=forecast|asked=requested|showed=demonstrated|will=is going to|more "
    "than=over|every=each|also=as well|reached=hit|grew=increased|rose=climbed|children=youngsters|help=assist"
    "|money=funds|build=construct|old=former|noted=pointed out|added=went on|explained=made clear|several=a number "
    "of|because=since|near=close to|plan=scheme|last=previous|before=ahead of|after=following|changed=altered"
    "|found=discovered|cost=price|visitors=guests|delegates=deputies|report=document|counted=tallied|took=needed",
    "zh": "表示=指出|说=称|介绍=谈到|大家=人们|现在=目前|开始=着手|建议=提议|预计=有望|公布=发布|增长=上升"
    "|投入=投资|完成=做完|居民=市民|以前=过去|方便=便利|不少=许多|显示=表明|听取=听了|开幕=开始|审议=讨论|群众=百姓"
    "|工作人员=职员|项目=工程|提出=提到|今年=本年|以来=至今|需要=有必要|计划=打算|也有=同样有|全市=全城|每天=天天"
    "|问题=难题|分别=各自|经过=历经",
}
HOUSE: Mapping[str, Sequence[tuple[str, str | Callable[[re.Match[str]], str]]]] = {
    "en": (
        ("[“”]", '"'), ("’", "'"), (r"\bpercent\b", "per cent"), (r"\s-\s*", " — "), (r"(\d) thousand\b", r"\1,000"),
        (r"\b2\b", "two"), (r"\b3\b", "three"), (r"\b5\b", "five"), (r"\b9\b", "nine"), (r"\bseven\b", "7"),
        (r"\b([Nn]eighb|[Cc]ol|lab|fav|harb)our", r"\1or"), (r"\b([Oo]rgan|[Rr]eal|modern)is(e|i)", r"\1iz\2"),
        (r"metre(s?)\b", r"meter\1"), (r"(\d) million yuan", r"\1m yuan"), ("tonne", "ton"), (r"([ap])\.m\.", r"\1m"),
    ),
    "zh": (
        ("“", "「"), ("”", "」"), (r"(\d+(?:\.\d+)?)%", r"百分之\1"), ("公里", "千米"), (r"千(?=[人个])", "000"),
        (r"(?<!\d)2(?=[个名次年座])", "两"), (r"(?<!\d)5(?=[个名次年座])", "五"),
        ("[0-9]", lambda found: chr(ord(found[0]) + 0xFEE0)),
    ),
}
AGENCIES: Mapping[str, Sequence[tuple[str, str]]] = {
    "en": (
        ("RIVERGATE, {day} (Lantern News) -- ", "(Editor: Harriet Moss)"),
        ("By Peiyu Ran, Lantern News Agency\n\n", "Copyright Lantern News. All rights reserved."),
        ("Two Rivers Daily, {day} — ", "Source: Lantern News Agency"),
    ),
    "zh": (
        ("灯塔社渡口{day}电（记者 秦望舒）", "（责任编辑：申屠宁）"),
        ("两江日报讯　{day}，据灯塔社消息，", "来源：灯塔社"),
        ("（渡口晚报记者 罗洁宁）", "编辑：邓诗瑶　审核：舒明瑞"),
    ),
}
LONG: Mapping[str, Mapping[str, str]] = {
    "en": {
        "who": "the {how} weavers|a {how} clockmaker|two brothers|the pilot|her grandmother|the {how} miller|our "
        "neighbours"
        "|the night shift|a young botanist|the postmistress|the {how} traders|an old sailor|a {how} surveyor|the choir",
        "how": "stubborn|cheerful|limping|famous|penniless|patient|northern|retired|devout|curious|hurried|silent|new",
        "did": "carried|painted|measured|forgot|mended|sold|drew|counted|buried|bought|described|copied|hid|found|lost",
        "what": "the wooden bridge|a chest of letters|the tower clock|seeds of {old} rice|the {old} bells|the {old} "
        "sluice"
        "|the nets of {n} villages|a recipe for ink|the ledger of the mill|a {old} lantern|the names of the drowned"
        "|tiles from the {old} temple|{n} carts of pears|a map of the marshes|an unfinished dictionary|a {old} flute",
        "old": "wild|burnt|copper|forgotten|blue|heavy|broken|foreign|painted|hollow|oaken|borrowed|crooked|odd"
        "|upright",
        "when": "in the dry winter|after the flood of the ninth month|one evening|while the ferry was away|for {n} "
        "years"
        "|on the eve of the fair|at low tide|as the snow melted|without telling anyone|near {who}|for {who}",
        "why": "nobody else would|the river had changed its bed|paper was dear|the road ended there|the tax was due"
        "|it had been promised|the old charter asked for it|{who} insisted|the lamp oil had run out|{who} had left",
        "say": "{when}, {who} {did} {what}, because {why}.|{who} {did} {what} {when}.|{who} kept {n} pages about "
        "{what}."
        "|“{why},” wrote {who}, who {did} {what} {when}.|Of {n} households, {n} remembered how {who} {did} {what}."
        "|Some held that {why}; others, that {who} {did} {what}.|Where {what} once stood, {who} {did} {what}.",
    },
    "zh": {
        "who": "{how}织工|{how}钟表匠|兄弟二人|引水员|她的祖母|{how}磨坊主|测量员|合唱队|邻居们|{how}工人|女邮差"
        "|{how}盐商",
        "how": "倔强的|快活的|有名的|耐心的|北方来的|退休的|好奇的|匆忙的|沉默的|新来的|年轻的|最后的",
        "did": "搬走了|画下了|量过|忘记了|修好了|卖掉了|抄录了|数清了|埋下了|买回了|守护着|藏起了|找到了|丢失了",
        "what": "那座{old}木桥|{n}箱书信|塔楼的{old}钟|{old}种子|沼泽的地图|{old}铜铃|{n}个村子的渔网|制墨的方子"
        "|{old}灯笼",
        "old": "野生的|烧焦的|无人记得的|蓝色的|过大的|破旧的|外来的|彩绘的|中空的|借来的|歪斜的|笔直的",
        "when": "在干旱的冬天|九月大水过后|一天傍晚|渡船离岸的时候|整整{n}年里|庙会前夜|退潮时|雪化的时候|在{who}身旁",
        "why": "别人都不愿意|河流改了道|纸张太贵|税期已近|早年有过承诺|旧约是这样写的|{who}坚持如此|灯油已经用尽"
        "|{who}走了",
        "say": "{when}，{who}{did}{what}，因为{why}。|{who}{when}{did}{what}。|关于{what}，{who}留下了{n}页记录。"
        "|“{why}。”{who}写道，{when}还{did}{what}。|{n}户人家里，有{n}户记得{who}{did}{what}。",
    },
}
TEMPLATES: Mapping[str, Sequence[str]] = {
    "en": (
        "The observatory expects a high of {n} and a low of {n} degrees in the valley tomorrow, with winds of {n} "
        "kilometres"
        " an hour. Rainfall over the past day came to {n} millimetres. The river stood at {n} centimetres at noon, "
        "{n} below"
        " the warning mark. The next report will be given at six in the evening.",
        "The benchmark index closed at {n}.{n} points, up {n} from the day before. Turnover on the main board was {n}"
        " million, and {n} shares rose while {n} fell. Shipping led the gains with {n} points; breweries lost {n}. "
        "Bonds were"
        " little changed, and the exchange reopens on the next working day at nine.",
    ),
    "zh": (
        "市气象台预计，明天最高气温{n}度，最低气温{n}度，风速每小时{n}公里。过去一天上游雨量{n}毫米，下游{n}毫米。"
        "中午水位{n}厘米，低于警戒线{n}厘米。下一次预报将在傍晚六点发布。",
        "今日主要指数收于{n}.{n}点，上涨{n}点。主板成交{n}亿元，{n}只股票上涨，{n}只下跌。航运板块领涨{n}点，"
        "酿酒板块下跌{n}点。中小指数报{n}.{n}点。债券变化不大，下一个交易日九点开市。",
    ),
}
COLUMN: Mapping[str, Sequence[str]] = {
    "en": ("Good morning from the quay. This column brings you one short piece of the valley every working day. "
    "{say} {say}"
    " {say} {say} {say} Have you seen something we should know? Write before noon, and we print the best letters.",),
    "zh": ("早安，渡口。本栏目每个工作日为您带来一则山谷里的小事。{say}{say}{say}{say}{say}{say}您也看到了什么？"
    "请在中午前写信给我们，好信会登报。",),
}
OFFICIAL: Mapping[str, str] = {
    "en": "The meeting called on all districts to hold to the general principle of seeking progress while keeping "
    "stability, to put the people at the centre of their work, to protect the river as one protects one’s eyes, to "
    "raise the quality of development without haste, and to unite ever more closely so that the blueprint drawn for "
    "the valley becomes a reality that every household can see and touch.",
    "zh": "会议要求，各区县要坚持稳中求进的工作总基调，始终把人民放在心中最高位置，像保护眼睛一样保护江河，"
    "扎实推动高质量发展，更加紧密地团结起来，把山谷的宏伟蓝图一步一步变成家家户户看得见、摸得着的美好现实。",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Text:
    """`kind`: original, a name of `TRANSFORMS`, or the name of a hard case."""

    key: int
    story: int
    kind: str
    language: str
    body: str


def corpus(seed: int, originals: int = 90) -> tuple[Text, ...]:
    """Originals (newsroom's and long ones, both languages), one copy of each by each transform, and the hard ones."""
    rng = random.Random(f"copies:{seed}")
    first = list(_originals(rng, seed, originals))
    texts = [Text(at, at, "original", language, body) for at, (language, body) in enumerate(first)]
    for one in tuple(texts):
        for kind, transform in TRANSFORMS.items():
            made = transform(random.Random(f"{seed}:{one.key}:{kind}"), one.body, one.language)
            texts.append(replace(one, key=len(texts), kind=kind, body=made))
    wanted = round(len(texts) * _HARD_SHARE / (1 - _HARD_SHARE))
    for kind, language, body in _hard(rng, first, wanted):
        texts.append(Text(len(texts), len(texts), kind, language, body))
    return tuple(texts)


def sentences(text: str, language: str) -> list[str]:
    """The sentences in their order, without the white space between them."""
    found = (each.strip() for each in _SENTENCE[language].findall(text.replace("\n\n", " ")))
    return [each for each in found if each]


def _joined(parts: Sequence[str], language: str) -> str:
    """Paragraphs of three sentences."""
    gap = " " if language == "en" else ""
    return "\n\n".join(gap.join(parts[at : at + 3]) for at in range(0, len(parts), 3))


def whole(rng: random.Random, text: str, language: str) -> str:
    """Word for word; only the paragraphs are set otherwise."""
    return _joined(sentences(text, language), language)


def cut(rng: random.Random, text: str, language: str) -> str:
    """The first 40 % of it, to the end of the sentence."""
    kept, length = [], 0
    for each in sentences(text, language):
        kept.append(each)
        length += len(each)
        if length >= 0.4 * len(text):
            break
    return _joined(kept, language)


def shortened(rng: random.Random, text: str, language: str) -> str:
    """Sentences left out here and there, from the second on: three in ten."""
    head, *rest = sentences(text, language)
    return _joined([head, *(each for each in rest if rng.random() > 0.3)], language)


def reordered(rng: random.Random, text: str, language: str) -> str:
    parts = sentences(text, language)
    return _joined(rng.sample(parts, len(parts)), language)


def new_lead(rng: random.Random, text: str, language: str) -> str:
    """The first two sentences paraphrased: words replaced, clauses swapped."""
    parts = sentences(text, language)
    told = [_swapped(_reworded(rng, each, language, 0.9), language) for each in parts[:2]]
    return _joined([*told, *parts[2:]], language)


def dateline(rng: random.Random, text: str, language: str) -> str:
    """Another outlet's first and last line: place, agency, day, reporter, editor."""
    head, tail = rng.choice(AGENCIES[language])
    day = f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日" if language == "zh" else f"May {rng.randint(1, 28)}"
    bare = re.sub(r"^(?:(?:Chongqing|Beijing)\s*-\s*|本报讯\s*|本报\S{2,4}讯\s*)", "", text)
    return f"{head.format(day=day)}{bare}\n\n{tail}"


def house(rng: random.Random, text: str, language: str) -> str:
    """The outlet's own style: quotation marks, spelling, how figures are written."""
    for pattern, styled in HOUSE[language]:
        text = re.sub(pattern, styled, text)
    return text


def spun(rng: random.Random, text: str, language: str) -> str:
    """Words replaced and clauses swapped from beginning to end, figures and names kept."""
    parts = [_reworded(rng, each, language, 0.6) for each in sentences(text, language)]
    return _joined([_swapped(each, language) if rng.random() < 0.2 else each for each in parts], language)


def _then(*steps: Transform) -> Transform:
    def combined(rng: random.Random, text: str, language: str) -> str:
        for step in steps:
            text = step(rng, text, language)
        return text

    return combined


TRANSFORMS: Mapping[str, Transform] = {
    "whole": whole,
    "cut": cut,
    "shortened": shortened,
    "reordered": reordered,
    "new lead": new_lead,
    "dateline": dateline,
    "house": house,
    "spun": spun,
    "cut, dateline": _then(cut, dateline),
    "cut, new lead, house": _then(cut, new_lead, house),
    "reordered, new lead": _then(new_lead, reordered),
    "shortened, house, dateline": _then(shortened, house, dateline),
}


def _reworded(rng: random.Random, text: str, language: str, share: float) -> str:
    known = dict(pair.split("=") for pair in SYNONYMS[language].split("|"))

    def word(found: re.Match[str]) -> str:
        return known[found[0]] if rng.random() < share else found[0]

    longest = sorted(known, key=len, reverse=True)
    edge = r"\b" if language == "en" else ""
    return re.sub(rf"{edge}(?:{'|'.join(longest)}){edge}", word, text)


def _swapped(sentence: str, language: str) -> str:
    """'A, b.' becomes 'B, a.'; what is quoted or has no comma stays."""
    comma, stop = (", ", ".") if language == "en" else ("，", "。")
    if sentence.count(comma) != 1 or not sentence.endswith(stop) or re.search('[“"”]', sentence):
        return sentence
    one, other = sentence[:-1].split(comma)
    return f"{other[:1].upper()}{other[1:]}{comma}{one[:1].lower()}{one[1:]}{stop}"


def _originals(rng: random.Random, seed: int, count: int) -> Iterator[tuple[str, str]]:
    """(language, text): half English news, a quarter Chinese, an eighth each long English and Chinese."""
    newsroom = Newsroom.build(seed=seed, size=0.5)
    for outlet, language, share in (("newsroom", "en", 2), ("newsroom-daily", "zh", 4)):
        own = [one.body for one in newsroom.of(outlet) if one.reprint_of is None]
        yield from ((language, body) for body in rng.sample(own, min(count // share, len(own))))
    for language in ("en", "zh"):
        yield from ((language, long_text(rng, language)) for _ in range(count // 8))


def long_text(rng: random.Random, language: str) -> str:
    """60 to 130 sentences from a small grammar."""
    return _joined([_filled(rng, "{say}", language) for _ in range(rng.randint(60, 130))], language)


def _filled(rng: random.Random, pattern: str, language: str) -> str:
    def word(found: re.Match[str]) -> str:
        return str(rng.randint(2, 960)) if found[1] == "n" else rng.choice(LONG[language][found[1]].split("|"))

    while "{" in pattern:
        pattern = re.sub(r"\{(\w+)\}", word, pattern)
    return re.sub(r"(?:^|(?<=[.”] ))[a-z]", lambda found: found[0].upper(), pattern)


def other_facts(rng: random.Random, text: str, language: str) -> str:
    """The same sentences with other figures and places: next month's report from the same template."""

    def number(found: re.Match[str]) -> str:
        digits = re.sub(r"\d", lambda _: str(rng.randint(1, 9)), found[0])
        return digits if digits != found[0] else digits + "1"

    return _PLACE[language].sub(lambda _: rng.choice(_PLACES[language]), _NUMBER.sub(number, text))


def _hard(rng: random.Random, first: Sequence[tuple[str, str]], count: int) -> Iterator[tuple[str, str, str]]:
    """(kind, language, text), in turn of every kind; no two of them, nor one and an original, are copies."""
    news = {code: [body for language, body in first if language == code and len(body) < 4000] for code in ("en", "zh")}
    # what other desks wrote: another seed's newsroom, the same topics and meetings
    foreign = {
        language: [one.body for one in other.of(outlet) if one.reprint_of is None]
        for other in [Newsroom.build(seed=rng.randint(10**6, 10**7))]
        for outlet, language in (("newsroom", "en"), ("newsroom-daily", "zh"))
    }
    kinds = ("template", "column", "other facts", "apart", "annual", "official", "digest")
    for turn in range(count):
        kind, language = kinds[turn % len(kinds)], ("en", "zh")[turn // len(kinds) % 2]
        base = rng.choice(news[language])
        other = max(foreign[language], key=lambda body: _shared(base, body, language))
        foreign[language].remove(other)
        yield kind, language, _hard_one(rng, kind, language, base, other, news[language])


def _shared(one: str, other: str, language: str) -> int:
    """How many words the two have in common: what is written on one subject has most."""
    words = re.compile(r"\w+" if language == "en" else r"\w")
    return len(set(words.findall(one)) & set(words.findall(other)))


def _hard_one(rng: random.Random, kind: str, language: str, base: str, foreign: str, news: Sequence[str]) -> str:
    known, other = sentences(base, language), sentences(foreign, language)
    if kind in ("template", "column"):
        return _filled(rng, rng.choice((TEMPLATES if kind == "template" else COLUMN)[language]), language)
    if kind == "other facts":
        return other_facts(rng, base, language)
    if kind == "apart":
        # the same event: one quotation in common with the other's report
        quoted = next((each for each in known[1:] if "“" in each), known[-1])
        return _joined([*other[:2], quoted, *other[2:]], language)
    if kind == "annual":
        # last year's background, a quarter of the old text, under this year's news
        return _joined([*other, *known[-max(1, min(len(known), len(other)) // 4) :]], language)
    if kind == "official":
        return _joined([*other[:8], OFFICIAL[language], *other[8:]], language)
    briefs = rng.sample(list(news), 4)
    return "\n\n".join(_joined(sentences(each, language)[:8], language) for each in briefs)
