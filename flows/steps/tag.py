"""The tagger: a text in, the meetings it covers and its other labels out, each with the words that say so.

Pure and quick: `compile_tagger` builds one automaton from the registry, `Tagger.tag` reads a text once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from db.values import CoverageTag, Evidence, Tag, Tagging, TagInput
from flows.steps import coverage, roles
from flows.steps.congress import Registry
from flows.steps.coverage import Paragraphs, Use
from flows.steps.fold import Folded, fold
from flows.steps.identity import Index
from flows.steps.lexicon import Token, lexicon, spellings
from flows.steps.mentions import Field, Mention, mentions
from flows.steps.phase import day_offset, phase
from flows.steps.published import days_of
from flows.steps.resolve import Context, Resolved, dominant, home_of, resolve
from flows.steps.scan import Found, Label, Scanner

RULE_VERSION = "1"
"""Goes up with every change that can move a tag; what an older version tagged can be tagged again."""
_FIELDS: tuple[Field, ...] = ("title", "body")
_MOST_EVIDENCE = 20
_ORDER = {"focus": 0, "substantive": 1, "anchor": 2}


class _Text:
    """One tagging's title and body, folded and scanned once."""

    def __init__(self, given: TagInput, scanner: Scanner) -> None:
        self.given = {"title": given.title or "", "body": given.text or ""}
        self.folded: dict[str, Folded] = {name: fold(text) for name, text in self.given.items()}
        self.found: dict[str, Found] = {name: scanner.scan(one.text) for name, one in self.folded.items()}
        self.paragraphs: Paragraphs = coverage.paragraphs(self.folded["body"].text)

    def evidence(self, field: Field, start: int, end: int, rule: str) -> Evidence:
        first, last = self.folded[field].span(start, end)
        return Evidence(field, first, last, self.given[field][first:last], rule)

    def sentence(self, mention: Mention) -> str:
        return _sentence(self.folded[mention.field].text, mention.start, mention.end)


class Tagger:
    """Tags texts by one registry. Safe to share: nothing changes after it is built."""

    def __init__(self, registry: Registry) -> None:
        words = lexicon(registry.places, registry.lookalikes)
        for congress in registry.congresses:
            for alias in congress.aliases:
                words.update(dict.fromkeys(spellings(fold(alias).text), (Token("I", congress.id),)))
        labels = [(fold(name).text, "topic", one.id) for one in registry.topics for name in one.names]
        labels += [(fold(name).text, "person", one.id) for one in registry.people for name in one.names]
        self._scanner = Scanner(words, labels)
        self._index = Index(registry)
        self._places = registry.places

    def tag(self, given: TagInput) -> Tagging:
        """Coverage, nearest first (focus before anchor, then by score), and topics and people."""
        text = _Text(given, self._scanner)
        named = [
            mention
            for field in _FIELDS
            for mention in mentions(text.folded[field].text, text.found[field].words, field)
        ]
        resolved = resolve(named, self._context(given, text), self._index) if named else []
        return Tagging(self._coverage(given, text, resolved), tuple(_labels(text)))

    def _context(self, given: TagInput, text: _Text) -> Context:
        tokens = [token for found in text.found.values() for word in found.words for token in word.tokens]
        named = Counter(str(token.value) for token in tokens if token.kind == "L")
        home = home_of(given.source or "", given.url or "", self._places)
        return Context(
            days=days_of(given.date or ""),
            place=home or dominant(named),
            from_source=bool(home),
            named=tuple(named),
            party_named=any(token.kind == "P" and token.value == "strong" for token in tokens),
        )

    def _coverage(self, given: TagInput, text: _Text, resolved: Sequence[Resolved]) -> tuple[CoverageTag, ...]:
        uses: dict[str, list[Use]] = defaultdict(list)
        for one, use in zip(resolved, _uses(text, resolved), strict=True):
            for congress_id in one.congress_ids:
                uses[congress_id].append(use)
        tags = [self._tag(congress_id, given, text, mine) for congress_id, mine in uses.items()]
        return tuple(sorted(tags, key=lambda tag: (_ORDER[tag.level], -tag.score, tag.congress_id)))

    def _tag(self, congress_id: str, given: TagInput, text: _Text, uses: Sequence[Use]) -> CoverageTag:
        days = days_of(given.date or "")
        decision = coverage.decide(uses, len(text.paragraphs.spans), days, self._index.extent_of(congress_id))
        telling = [use for use in uses if use.zone != "body"] or uses
        words = "\n".join(text.sentence(use.mention) for use in telling)
        return CoverageTag(
            congress_id=congress_id,
            level=decision.level,
            phase=phase(congress_id, days, words, frozenset(use.role for use in uses), self._index),
            day_offset=day_offset(days, self._index.get(congress_id)),
            score=decision.score,
            evidence=tuple(
                text.evidence(
                    use.mention.field,
                    use.mention.start,
                    use.mention.end,
                    f"{use.mention.rule}; {use.how}; {use.role}; {decision.level} by {decision.rule}",
                )
                for use in uses[:_MOST_EVIDENCE]
            ),
        )


def compile_tagger(registry: Registry) -> Tagger:
    """The tagger of `registry`."""
    return Tagger(registry)


def _uses(text: _Text, resolved: Iterable[Resolved]) -> list[Use]:
    uses: list[Use] = []
    starts = [start for start, _ in text.paragraphs.spans]
    for one in resolved:
        mention = one.mention
        folded = text.folded[mention.field].text
        found = roles.role(folded, mention.start, mention.end)
        last = uses[-1] if uses and uses[-1].mention.field == mention.field else None
        if found == "plain" and last and roles.joined(folded, last.mention.end, mention.start):
            found = last.role
        in_body = mention.field == "body"
        in_lead = in_body and mention.start < text.paragraphs.lead_end
        uses.append(
            Use(
                mention=mention,
                role=found,
                zone="title" if not in_body else "lead" if in_lead else "body",
                paragraph=bisect_right(starts, mention.start) - 1 if in_body else -1,
                eventful=coverage.is_eventful(text.sentence(mention)),
                occasion=coverage.is_occasion(
                    folded[max(0, mention.start - 30) : mention.start], folded[mention.end : mention.end + 4]
                ),
                how=one.how,
            )
        )
    return uses


def _sentence(folded: str, start: int, end: int) -> str:
    """The words around a span, up to the nearest sentence ends, at most 200 characters to each side."""
    first = max(folded.rfind(stop, max(0, start - 200), start) for stop in (". ", "。", "\n", "! ", "? "))
    stops = [folded.find(stop, end, end + 200) for stop in (". ", "。", "\n", "! ", "? ")]
    last = min((stop for stop in stops if stop >= 0), default=end + 200)
    return folded[max(first + 1, start - 200) : last]


def _labels(text: _Text) -> list[Tag]:
    grouped: dict[tuple[str, str], list[tuple[Field, Label]]] = defaultdict(list)
    for field in _FIELDS:
        for label in text.found[field].labels:
            grouped[label.kind, label.value].append((field, label))
    return [
        Tag(
            kind=kind,
            value=value,
            score=1.0 if places[0][0] == "title" else round(min(0.95, 0.3 + 0.1 * len(places)), 2),
            evidence=tuple(
                text.evidence(field, label.start, label.end, f"name of a {kind}")
                for field, label in places[:_MOST_EVIDENCE]
            ),
        )
        for (kind, value), places in grouped.items()
    ]
