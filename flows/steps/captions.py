"""Pictures and the words that belong to them, taken apart from the running text.

Promise: an image keeps its address, caption and credit; a caption is told once, however often the page prints
it; the caption's element leaves the tree, so it cannot come back as a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from db.values import Image
from flows.steps.titles import folded
from flows.steps.tree import drop, elements, inner, squeeze, text_of

_WORD = r"(?:photos?|photograph\w*|pictures?|images?|videos?|graphics?|illustration|screenshot|courtesy|file photo)"
_AGENCY = "(?:ichongqing|xinhua|china daily|cqnews|cnsphoto|vcg|cfp|afp|ap|reuters)"
_CREDIT = re.compile(
    # a bracket that tells something is the article's: '(photos of them were shown in court)'
    r"[(（\[]\s*(?![^()（）]*\b(?:were|was|is|are|had|have|which|that|them|shown|see)\b)"
    rf"(?P<credit>(?:[\w .'’-]{{0,40}}\s)?{_WORD}\b[^()（）]{{0,120}}|{_AGENCY}\s?/[^()（）]{{1,60}})"
    r"[)）\]]\s*[.。]?$",
    re.IGNORECASE,
)
# without brackets only where nothing else can be meant: in capitals, or behind its label at the end
_BARE_CREDIT = re.compile(
    r"(?:^|[.!?”\"]\s+)(?P<credit>[A-Z][A-Z .'’-]{2,30}/\s?(?:FOR )?[A-Z][A-Z .'’-]{2,40}"
    r"|Photos?(?:\s*:| by| courtesy of) [^().!?]{2,60})$"
)
_HAN_PHOTOGRAPHER = (
    r"(?:[一-鿿]{0,10}(?:记者|記者|通讯员|通訊員|实习生)\s*)?[一-鿿·]{2,10}(?:[\s、]+[一-鿿·]{2,4}){0,2}"
    r"\s*(?:[/／]?\s?[摄攝](?!影)|摄影(?!。)|供[图圖])(?:\s?[/／][一-鿿]{2,12})?"
)
# a sentence may end in 摄影 too: the photographer stands apart from the words before
_HAN_CREDIT = re.compile(
    rf"(?:^|[\s。，,！？!?”；;：:（(])(?P<credit>{_HAN_PHOTOGRAPHER}|图片来源\s*[:：]?\s*[^\s）)]{{2,20}}|图片?由[一-鿿]{{2,16}}提供"
    r"|图源?\s?[:：/／]\s?[^\s）)]{2,20}|资料图片?|資料(?:圖|照)片?)[)）]?\s*[。]?$"
)
# only right below a picture: a name behind the last full stop
_NAME_AT_END = re.compile(
    r"[.!?”\"]\s+(?:[/|—–-]\s*)?(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w.'’-]*){1,2}(?:\s?/\s?[A-Z][\w .'’-]{1,30})?)$"
)
_CAPTION_CLASS = etree.XPath(
    "descendant::*[self::figcaption or self::div or self::p or self::span or self::small or self::em or self::dd]"
    "[self::figcaption or contains(@class, 'aption')]"
)
_TRACKING = re.compile(
    r"^data:|\.svg(?:$|\?)|(?:spacer|blank|pixel|1x1|logo|icon|qrcode|avatar)[\w.-]*\.(?:gif|png|jpe?g)", re.I
)
_RELATED = re.compile(
    r"\b(?:related|recommend\w*|sidebar|also-like|read-more|more-news|tuijian|xiangguan)\b", re.IGNORECASE
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", re.IGNORECASE)
_SHORTEST_HEADLINE = 12
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_LAST = frozenset(")）]】.。摄攝影图圖片料照供")
"""Characters a credit can end in: a cheap look before the pattern."""
_SMALL = re.compile(
    r"font-size\s*:\s*(?:(?:[6-9]|1[0-3])(?:\.\d+)?px|(?:[6-9]|10)pt|0?\.[5-9]\d*r?em|(?:x-)?small|smaller)"
)
_SENTENCE_ENDS = (".", "!", "?", "”", '"')
_FAR = 2
_LONGEST = 600
"""Characters a caption may have; longer text beside a picture is the article."""


@dataclass(frozen=True, slots=True)
class Pictures:
    images: tuple[Image, ...]
    captions: tuple[str, ...]


def take_pictures(scope: etree._Element, base_url: str) -> Pictures:
    """Collects images and captions under an element and removes the captions' elements from it."""
    images: list[Image] = []
    captions: list[str] = []
    for image in list(scope.iter("img", "amp-img")):
        found = _image(image, base_url)
        if found is not None and found.url not in {known.url for known in images}:
            images.append(found)
            captions.append(found.caption)
    for element in list(_loose(scope)):
        captions.append(text_of(element))
        drop(element)
    return Pictures(tuple(images), _told_once(captions))


def with_picture_beside(pictures: Pictures, place: etree._Element, base_url: str) -> Pictures:
    """A caption alone belongs to the one picture that stands beside its place: a slide's page."""
    for above in islice(place.iterancestors(), _FAR):
        found = [image for element in above.iter("img") if (image := _image(element, base_url)) is not None]
        if found:
            caption = pictures.captions[0]
            only = replace(found[0], caption=caption, credit=credit_of(caption))
            return Pictures((only,), pictures.captions) if len(found) == 1 else pictures
    return pictures


def credit_of(text: str) -> str:
    """The credit a caption ends in, '(Photo/ Zou Le)' -> 'Photo/ Zou Le'; '' where it ends in none."""
    if len(text) > _LONGEST:
        return ""
    match = _CREDIT.search(text) or _BARE_CREDIT.search(text) or (_HAN_CREDIT.search(text) if len(text) < 160 else None)
    return match["credit"].strip("()（） ") if match else ""


def _image(image: etree._Element, base_url: str) -> Image | None:
    url = next((value.strip() for name in _SOURCES if (value := image.get(name)) and not value.startswith("data:")), "")
    if not url or _TRACKING.search(url) or _is_small(image) or _is_card(image):
        return None
    element = _caption_element(image)
    caption = text_of(element) if element is not None else ""
    if element is not None:
        drop(element)
    try:
        return Image(urljoin(base_url, url), caption, credit_of(caption) or _name_at_end(caption))
    except ValueError:
        return None


def _is_small(image: etree._Element) -> bool:
    sizes = (image.get("width") or "", image.get("height") or "")
    return any(size.isdecimal() and len(size) < 5 and int(size) < 60 for size in sizes)


def _is_card(image: etree._Element) -> bool:
    """True for the picture of another article: its link has words of its own, or it stands in a related box."""
    for above in _near(image):
        if _RELATED.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
        href = above.get("href") if above.tag == "a" else None
        if href and not _PICTURE_FILE.search(href) and len(text_of(above)) >= _SHORTEST_HEADLINE:
            return True
    return False


def _caption_element(image: etree._Element) -> etree._Element | None:
    """The element that holds the picture's words: its figure's caption, a caption class, or the paragraph below."""
    for above in _near(image):
        if above.tag == "figure" or "caption" in (above.get("class") or "").lower():
            return next((found for found in elements(_CAPTION_CLASS, above) if text_of(found)), None)
    below = _next_block(image)
    if below is None or below.tag not in ("p", "div", "span", "center", "em", "i", "small"):
        return None
    text = text_of(below)
    if not text or len(text) > _LONGEST or below.find(".//p") is not None:
        return None
    return below if _is_caption(below, text, image.get("alt") or "") else None


def _is_caption(element: etree._Element, text: str, alt: str) -> bool:
    said = folded(alt)
    if credit_of(text) or (len(said) >= 12 and (said in folded(text) or folded(text) in said)):
        return True
    if len(text) < 200 and (_name_at_end(text) or _is_all_beside(element, text)):
        return True
    look = f"{element.get('class') or ''} {element.get('style') or ''} {element.get('align') or ''}".lower()
    if len(text) < 200 and _is_small_print(element):
        return True
    # a centred sentence may as well be a quotation: only a label is surely the picture's
    return len(text) < 200 and ("caption" in look or ("center" in look and not text.endswith(_SENTENCE_ENDS)))


def _name_at_end(text: str) -> str:
    """The photographer whose bare name ends a caption; '' for none, and for a text too long to be one."""
    match = _NAME_AT_END.search(text) if len(text) < 200 else None
    return match["name"] if match else ""


def _is_all_beside(element: etree._Element, text: str) -> bool:
    """Italic or small words behind a break that are all the words of the picture's own paragraph."""
    above = element.getparent()
    return element.tag in ("em", "i", "small") and above is not None and above.tag == "p" and text_of(above) == text


def _is_small_print(element: etree._Element) -> bool:
    """True where the words are set smaller than the paragraph that follows."""
    following = element.getnext()
    return _is_set_small(element) and following is not None and not _is_set_small(following)


def _is_set_small(element: etree._Element) -> bool:
    only = element[0] if len(element) == 1 and not squeeze(element.text) else element
    return "small" in (element.tag, only.tag) or any(_SMALL.search(one.get("style") or "") for one in (element, only))


def _near(image: etree._Element) -> Iterator[etree._Element]:
    for depth, above in enumerate(image.iterancestors()):
        if depth == 4:
            return
        yield above


def _next_block(image: etree._Element) -> etree._Element | None:
    element: etree._Element = image
    while (above := element.getparent()) is not None and above.tag in ("p", "a", "center", "span", "strong", "picture"):
        if text_of(above):
            break
        element = above
    following = element.getnext()
    while following is not None and following.tag in ("br", "noscript"):
        following = following.getnext()
    return following


def _loose(scope: etree._Element) -> Iterator[etree._Element]:
    for element in elements(_CAPTION_CLASS, scope):
        if 0 < len(text_of(element)) <= _LONGEST:
            yield element
    for paragraph in scope.iter("p"):
        text = squeeze(inner(paragraph))
        if text[-1:] in _LAST and len(text) <= _LONGEST and credit_of(text):
            yield paragraph


def _told_once(captions: list[str]) -> tuple[str, ...]:
    """Without the empty and the repeated; of two where one contains the other, the longer."""
    kept: list[str] = []
    for caption in captions:
        key = folded(caption)
        if not key or any(key in folded(other) for other in kept):
            continue
        kept = [other for other in kept if folded(other) not in key]
        kept.append(caption)
    return tuple(kept)
