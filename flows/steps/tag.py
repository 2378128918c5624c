"""The tagger: a text in, the meetings it covers and its other labels out, each with the words that say so.

Pure and quick: `compile_tagger` builds one automaton from the registry, `Tagger.tag` reads a text once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from db.values import CoverageTag, Evidence, Tag, Tagging, TagInput
from flows.steps import bearing, coverage, roles
from flows.steps.business import business
from flows.steps.congress import COUNTRY, Family, Registry
from flows.steps.coverage import Paragraphs, is_chinese
from flows.steps.first_published import dateline, first_published
from flows.steps.fold import Folded, fold
from flows.steps.identity import Index, distance, is_narrow
from flows.steps.implied import RULE as IMPLIED
from flows.steps.implied import implied
from flows.steps.labels import labels, names, offices_on
from flows.steps.lexicon import Token, lexicon, spellings
from flows.steps.mentions import Field, Mention, mentions, names_another, ours, with_patterns
from flows.steps.patterns import pattern_hits
from flows.steps.phase import Said, closings, day_offset, phase
from flows.steps.prose import is_heap, without_links
from flows.steps.published import Days, days_of
from flows.steps.resolve import Context, Resolved, dominant, home_of, resolve
from flows.steps.roles import Role
from flows.steps.scan import Found, Scanner
from flows.steps.traits import About, Use

RULE_VERSION = "4"
"""Goes up with every change that can move a tag; what an older version tagged can be tagged again."""
_FIELDS: tuple[Field, ...] = ("title", "body")
_TOO_EARLY = 400
"""Days before a meeting on which no page can report its events."""
_CARRIED_BACK = ("person", "since", "spirit", "delegate")
_COMMA = re.compile("[,;，；]")
_COMMITTEE = re.compile("[LM]+[TO]?C|CP?[LM]")
_MOST_EVIDENCE = 20
_SENTENCE = re.compile(r"[^\n.!?。！？]*[^\s.!?。！？][^\n.!?。！？]*(?:[.!?。！？](?!\s)[^\n.!?。！？]+)*")
"""Roughly: U.S. and 3.5 do not end one."""
_STOPS = (". ", "。", "\n", "! ", "? ")
_ORDER = {"focus": 0, "substantive": 1, "anchor": 2}


def _rank(tag: CoverageTag) -> tuple[int, int, float, int, tuple[bool, str]]:
    """Nearest first; of two the headline names both, the one it names first."""
    headline = min((proof.start for proof in tag.evidence if proof.field == "title"), default=10**6)
    first = min((proof.start for proof in tag.evidence), default=0)
    return _ORDER[tag.level], headline, -tag.score, first, _named_first(tag.congress_id)


def _named_first(congress_id: str) -> tuple[bool, str]:
    """Of the two sessions the people's congress is the main one."""
    return "cppcc" in congress_id, congress_id


class _Text:
    """One tagging's title and body, folded and scanned once."""

    def __init__(self, given: TagInput, scanner: Scanner) -> None:
        self.given = {"title": given.title or "", "body": without_links(given.text or "")}
        self.folded: dict[str, Folded] = {name: fold(text) for name, text in self.given.items()}
        self.found: dict[Field, Found] = {name: scanner.scan(self.folded[name].text) for name in _FIELDS}
        self.days = _day_of(self.folded["body"].text, days_of(given.date or ""))
        self.paragraphs: Paragraphs = coverage.paragraphs(self.folded["body"].text)
        self.sentences = [match.span() for match in _SENTENCE.finditer(self.folded["body"].text)]

    def about(self, family: Family, owned: frozenset[int], uses: Sequence[Use], elsewhere: int) -> About:
        """What goes on about a meeting of that family, of the paragraphs that may be about this one."""
        body, title = self.folded["body"].text, self.folded["title"].text
        spans = self.paragraphs.spans
        in_title = bool(business(title, [(0, len(title))], family))
        goes_on = business(body, spans, family)
        named = frozenset(use.paragraph for use in uses)
        return About(
            len(spans),
            goes_on & owned,
            bool(goes_on - named),
            in_title,
            self._share(family, uses),
            len(self.sentences),
            elsewhere,
            self._other_body(),
            is_chinese(body or title),
        )

    def _other_body(self) -> float:
        if any(token.kind == "X" and not token.value for word in self.found["title"].words for token in word.tokens):
            return 1.0
        lead = (word for word in self.found["body"].words if word.start < self.paragraphs.lead_end)
        return 0.5 if any(token.kind == "X" and not token.value for word in lead for token in word.tokens) else 0.0

    def _share(self, family: Family, uses: Sequence[Use]) -> float:
        spans = self.sentences
        starts = [start for start, _ in spans]
        named = {
            bisect_right(starts, use.mention.start) - 1
            for use in uses
            if use.mention.field == "body" and use.role != "person"
        }
        return len(business(self.folded["body"].text, spans, family) | named) / len(spans) if spans else 0.0

    def evidence(self, field: Field, start: int, end: int, rule: str) -> Evidence:
        first, last = self.folded[field].span(start, end)
        return Evidence(field, first, last, self.given[field][first:last], rule)

    def clause(self, mention: Mention) -> str:
        """The part of the sentence between commas."""
        folded = self.folded[mention.field].text
        before, after = _around(folded, mention.start, mention.end)
        return _COMMA.split(before)[-1] + folded[mention.start : mention.end] + _COMMA.split(after)[0]

    def sentence(self, mention: Mention) -> str:
        folded = self.folded[mention.field].text
        before, after = _around(folded, mention.start, mention.end)
        return before + folded[mention.start : mention.end] + after


def _day_of(folded: str, given: Days | None) -> Days | None:
    """The page's day, unless the text says that it is older, or its dateline is of quite another year."""
    stated = dateline(folded)
    if stated and (given is None or abs((given.first - stated.first).days) > _TOO_EARLY):
        return stated
    return first_published(folded) or given


class Tagger:
    """Tags texts by one registry. Safe to share: nothing changes after it is built."""

    def __init__(self, registry: Registry) -> None:
        words = lexicon(registry.places, registry.lookalikes)
        for congress in registry.congresses:
            for alias in congress.aliases:
                words.update(dict.fromkeys(spellings(fold(alias).text), (Token("I", congress.id),)))
        self._scanner = Scanner(words, names(registry))
        self._patterned = tuple(one for one in registry.congresses if one.patterns)
        self._ruled = re.compile("|".join(map(re.escape, registry.lookalikes.ruled)) or "(?!)")
        self._people = registry.people
        self._leads = _leads(registry)
        self._index = Index(registry)
        self._places = registry.places

    def tag(self, given: TagInput) -> Tagging:
        """Coverage, nearest first (focus before anchor, then by score), and topics and people."""
        text = _Text(given, self._scanner)
        return Tagging(tuple(sorted(self._covered(given, text), key=_rank)), tuple(self._labels(text)))

    def tagged(self, given: TagInput) -> list[CoverageTag]:
        """Coverage alone, in the order in which the meetings are named."""
        return self._covered(given, _Text(given, self._scanner))

    def _covered(self, given: TagInput, text: _Text) -> list[CoverageTag]:
        named = [mention for field in _FIELDS for mention in self._named(text, field)]
        context = self._context(given, text, named)
        resolved = resolve(ours(named), context, self._index) if named else []
        if not any(_is_spoken(text, one.mention) for one in resolved):
            resolved = [*self._implied(text, context), *resolved]
        covers = resolved if resolved and not is_heap(text.folded["body"].text) else ()
        return self._coverage(given, text, covers)

    def _named(self, text: _Text, field: Field) -> list[Mention]:
        folded = text.folded[field].text
        by_words = mentions(folded, text.found[field].words, field)
        return with_patterns(by_words, pattern_hits(self._patterned, folded), field) if self._patterned else by_words

    def _labels(self, text: _Text) -> list[Tag]:
        if not any(found.labels for found in text.found.values()):
            return []
        folded = {field: text.folded[field].text for field in _FIELDS}
        return labels(text.found, folded, text.evidence, offices_on(self._people, text.days))

    def _implied(self, text: _Text, context: Context) -> list[Resolved]:
        found = implied(text.folded["body"].text, context, self._index)
        if found is None:
            return []
        mention = Mention("body", found.start, found.end, "bare", IMPLIED)
        return [Resolved(mention, (found.congress_id,), "date")]

    def _context(self, given: TagInput, text: _Text, mentioned: Sequence[Mention]) -> Context:
        tokens = [token for found in text.found.values() for word in found.words for token in word.tokens]
        named = Counter(
            str(token.value) for token in tokens if token.kind == "L" or (token.kind == "X" and token.value)
        )
        home = home_of(given.source or "", given.url or "", self._places)
        if not home and not any(name != COUNTRY for name in named):
            named.update(self._of_people(text))
        another = any(one.of_another for one in mentioned) or any(
            names_another(text.folded[name].text, text.found[name].words) for name in _FIELDS
        )
        return Context(
            days=text.days,
            place=home or dominant(named),
            from_source=bool(home),
            named=named,
            committees=_committees(tokens),
            foreign=any(self._ruled.search(text.folded[name].text) for name in _FIELDS),
            another=another,
            communist="communist party" in text.folded["body"].text and not another,
            cppcc_named=any(token.kind == "F" for token in tokens),
            party_said=any(token.kind == "P" for token in tokens) and not another,
            party_named=any(token.kind == "P" and token.value == "strong" for token in tokens) and not another,
        )

    def _of_people(self, text: _Text) -> Iterable[str]:
        """Places that the text names by who leads them: 陈敏尔 without a word of Chongqing."""
        labels = (label for found in text.found.values() for label in found.labels if label.kind == "person")
        return (place for label in labels if (place := self._leads.get(label.value)))

    def _coverage(self, given: TagInput, text: _Text, resolved: Sequence[Resolved]) -> list[CoverageTag]:
        uses: dict[str, list[Use]] = defaultdict(list)
        for one, use in zip(resolved, _uses(text, resolved), strict=True):
            for congress_id in one.congress_ids:
                uses[congress_id].append(use)
        now = frozenset(name for name in uses if self._is_now(name, text.days))
        # titles of persons tell nothing of a meeting, unless it is going on
        told = {name: mine for name, mine in uses.items() if name in now or any(use.role != "person" for use in mine)}
        owned = coverage.owned(told, len(text.paragraphs.spans), now)
        spoken = {name: sum(use.role == "plain" for use in mine) for name, mine in told.items()}
        elsewhere = {name: sum(spoken.values()) - count for name, count in spoken.items()}
        return [self._tag(name, given, text, mine, owned[name], elsewhere[name]) for name, mine in told.items()]

    def _is_now(self, congress_id: str, days: Days | None) -> bool:
        extent = self._index.extent_of(congress_id)
        return (
            days is not None
            and extent is not None
            and is_narrow(extent)
            and 0 <= distance(days, extent) <= coverage.REPORTED_WITHIN
        )

    def _believed(self, congress_id: str, days: Days | None, uses: Sequence[Use]) -> Days | None:
        """The page's day, unless it lies years before what the text reports: then the page's date is wrong."""
        extent = self._index.extent_of(congress_id)
        told = any(use.role == "plain" and use.central and use.paragraph <= 0 for use in uses)
        early = days is not None and extent is not None and distance(days, extent) < -_TOO_EARLY
        return None if early and told else days

    def _tag(
        self,
        congress_id: str,
        given: TagInput,
        text: _Text,
        uses: Sequence[Use],
        owned: frozenset[int],
        elsewhere: int,
    ) -> CoverageTag:
        days = self._believed(congress_id, text.days, uses)
        about = text.about(self._index.family_of(congress_id), owned, uses, elsewhere)
        decision = coverage.decide(uses, about, days, self._index.extent_of(congress_id))
        telling = [use for use in uses if use.zone != "body"] or uses
        sentences = [text.sentence(use.mention) for use in telling]
        clauses = [text.clause(use.mention) for use in telling if use.role == "plain"]
        said = Said(
            "\n".join(clauses),
            "\n".join((*sentences, *closings(text.folded["body"].text, days))),
            f"{text.folded['title'].text}\n{text.folded['body'].text[: text.paragraphs.lead_end]}",
        )
        told = phase(congress_id, days, said, frozenset(use.role for use in uses), self._index)
        note = "; phase guessed" if told.is_guess else ""
        return CoverageTag(
            congress_id=congress_id,
            level=decision.level,
            phase=told.phase,
            day_offset=day_offset(days_of(given.date or ""), self._index.get(congress_id)),
            score=decision.score,
            evidence=tuple(
                text.evidence(
                    use.mention.field,
                    use.mention.start,
                    use.mention.end,
                    f"{use.mention.rule}; {use.how}; {use.role}; {decision.level} by {decision.rule}{note}",
                )
                for use in uses[:_MOST_EVIDENCE]
            ),
        )


def _committees(tokens: Sequence[Token]) -> frozenset[str]:
    """Places whose Party committee the text names: '' for 'the municipal' one."""
    kinds = "".join(token.kind for token in tokens)
    named = {COUNTRY} if "E" in kinds else set()
    for match in _COMMITTEE.finditer(kinds):
        places = [str(token.value) for token in tokens[match.start() : match.end()] if token.kind == "L"]
        named.add(places[0] if places else "")
    return frozenset(named)


def _leads(registry: Registry) -> dict[str, str]:
    """Person -> the one place below the country whose offices they held; who led two tells nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for person in registry.people:
        for office in person.offices:
            found[person.id] |= {
                one.id
                for one in registry.places
                if one.kind != "country" and not one.within and one.en[0] in office.title
            }
    return {person: next(iter(places)) for person, places in found.items() if len(places) == 1}


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
        before, after = _around(folded, mention.start, mention.end)
        in_body = mention.field == "body"
        in_lead = in_body and mention.start < text.paragraphs.lead_end
        if found in _CARRIED_BACK:
            _share_role(uses, found, folded, mention)
        uses.append(
            Use(
                mention=mention,
                role=found,
                zone="title" if not in_body else "lead" if in_lead else "body",
                paragraph=bisect_right(starts, mention.start) - 1 if in_body else -1,
                eventful=bearing.is_eventful(text.sentence(mention)),
                occasion=bearing.is_occasion(before, after),
                period=bearing.is_period(before, after),
                central=bearing.is_central(before, after),
                source=bearing.is_source(before, after),
                read=bearing.is_read(before, after),
                reported=bearing.is_reported(before),
                full_text=bearing.is_full_text(before),
                aside=bearing.is_aside(before),
                begins_at=min(1.0, len(before) / 200),
                how=one.how,
                is_implied=mention.rule == IMPLIED,
            )
        )
    return uses


def _is_spoken(text: _Text, mention: Mention) -> bool:
    return roles.role(text.folded[mention.field].text, mention.start, mention.end) == "plain"


def _share_role(uses: list[Use], found: Role, folded: str, mention: Mention) -> None:
    """Names listed before this one have its role: 党的十三大、十四大代表."""
    start = mention.start
    for number in range(len(uses) - 1, -1, -1):
        before = uses[number]
        same = before.role == "plain" and before.mention.field == mention.field
        if not same or not roles.joined(folded, before.mention.end, start):
            return
        uses[number] = replace(before, role=found)
        start = before.mention.start


def _around(folded: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a span, up to the nearest sentence ends, at most 200 characters to each side."""
    first = max(folded.rfind(stop, max(0, start - 200), start) for stop in _STOPS)
    stops = [folded.find(stop, end, end + 200) for stop in _STOPS]
    last = min((stop for stop in stops if stop >= 0), default=end + 200)
    return folded[max(first + 1, start - 200) : start], folded[end:last]
