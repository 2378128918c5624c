"""The tagger: a text in, the meetings it covers and its other labels out, each with the words that say so.

Pure and quick: `compile_tagger` builds one automaton from the registry, `Tagger.tag` reads a text once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from db.values import CoverageTag, Tag, Tagging, TagInput
from flows.steps import coverage
from flows.steps.congress import COUNTRY, Registry
from flows.steps.context import Context, Homes, dominant
from flows.steps.fold import fold
from flows.steps.identity import Index, distance, is_narrow
from flows.steps.implied import Implied, implied
from flows.steps.labels import labels, names, offices_on
from flows.steps.lexicon import lexicon, spellings
from flows.steps.line import committees
from flows.steps.literal_names import literal_names
from flows.steps.mention import Field, Mention
from flows.steps.mentions import beside, mentions, with_patterns
from flows.steps.outgoing import told_by_report
from flows.steps.patterns import pattern_hits
from flows.steps.phase import Said, closings, day_offset, phase
from flows.steps.prose import is_heap
from flows.steps.published import Days, days_of
from flows.steps.resolve import Resolved, resolve
from flows.steps.scan import Scanner
from flows.steps.strangers import names_another, ours
from flows.steps.tagged_text import FIELDS, TOO_EARLY, Text
from flows.steps.tokens import CITY, Token
from flows.steps.traits import Use
from flows.steps.uses import is_spoken, uses_of

RULE_VERSION = "6"
"""Goes up with every change that can move a tag; what an older version tagged can be tagged again."""
_MOST_EVIDENCE = 20
_ORDER = {"focus": 0, "substantive": 1, "anchor": 2}


def _rank(tag: CoverageTag) -> tuple[int, int, float, int, tuple[bool, str]]:
    """Nearest first; of two the headline names both, the one it names first."""
    headline = min((proof.start for proof in tag.evidence if proof.field == "title"), default=10**6)
    first = min((proof.start for proof in tag.evidence), default=0)
    return _ORDER[tag.level], headline, -tag.score, first, _named_first(tag.congress_id)


def _named_first(congress_id: str) -> tuple[bool, str]:
    """Of the two sessions the people's congress is the main one."""
    return "cppcc" in congress_id, congress_id


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
        self._homes = Homes(registry.places)

    def tag(self, given: TagInput) -> Tagging:
        """Coverage, nearest first (focus before anchor, then by score), and topics and people."""
        text = Text(given, self._scanner)
        return Tagging(tuple(sorted(self._covered(given, text), key=_rank)), tuple(self._labels(text)))

    def tagged(self, given: TagInput) -> list[CoverageTag]:
        """Coverage alone, in the order in which the meetings are named."""
        return self._covered(given, Text(given, self._scanner))

    def _covered(self, given: TagInput, text: Text) -> list[CoverageTag]:
        named = [mention for field in FIELDS for mention in self._named(text, field)]
        context = self._context(given, text, named)
        resolved = resolve(ours(named), context, self._index) if named else []
        resolved = [one for one in resolved if not one.mention.silent or is_spoken(text, one.mention)]
        if not any(is_spoken(text, one.mention) for one in resolved if not one.mention.silent):
            resolved = [*self._implied(text, context), *resolved]
        covers = resolved if resolved and not is_heap(text.folded["body"].text) else ()
        return self._coverage(given, text, covers)

    def _named(self, text: Text, field: Field) -> list[Mention]:
        folded = text.folded[field].text
        by_words = beside(mentions(folded, text.lines[field], field), list(literal_names(folded, field)))
        return with_patterns(by_words, pattern_hits(self._patterned, folded), field) if self._patterned else by_words

    def _labels(self, text: Text) -> list[Tag]:
        if not any(found.labels for found in text.found.values()):
            return []
        folded = {field: text.folded[field].text for field in FIELDS}
        return labels(text.found, folded, text.evidence, offices_on(self._people, text.days))

    def _implied(self, text: Text, context: Context) -> list[Resolved]:
        if found := implied(text.folded["body"].text, context, self._index):
            return [_unnamed("body", found)]
        for field in FIELDS:
            if found := told_by_report(text.folded[field].text, context, self._index):
                return [_unnamed(field, found)]
        return []

    def _context(self, given: TagInput, text: Text, mentioned: Sequence[Mention]) -> Context:
        tokens = [token for found in text.found.values() for word in found.words for token in word.tokens]
        named = Counter(str(token.value) for token in tokens if token.kind in "LX" and token.value not in ("", CITY))
        home = self._homes.home_of(given.source or "", given.url or "")
        led = Counter(self._of_people(text))
        if not home and not any(name != COUNTRY for name in named):
            named.update(led)
        another = any(one.of_another and not one.of_own_body for one in mentioned) or any(
            names_another(text.folded[name].text, text.found[name].words) for name in FIELDS
        )
        return Context(
            days=text.days,
            place=home or dominant(named),
            from_source=bool(home),
            named=named,
            led=next(iter(led)) if len(led) == 1 else "",
            committees=frozenset(place for line in text.lines.values() for place in committees(line)),
            foreign=any(self._ruled.search(text.folded[name].text) for name in FIELDS),
            organisation=any(token.kind == "X" and not token.value for token in tokens),
            another=another,
            communist="communist party" in text.folded["body"].text and not another,
            cppcc_named=any(token.kind == "F" for token in tokens),
            party_said=any(token.kind == "P" for token in tokens) and not another,
            party_named=any(token.kind == "P" and token.value == "strong" for token in tokens) and not another,
        )

    def _of_people(self, text: Text) -> Iterable[str]:
        """Places that the text names by who leads them: 陈敏尔 without a word of Chongqing."""
        labels = (label for found in text.found.values() for label in found.labels if label.kind == "person")
        return (place for label in labels if (place := self._leads.get(label.value)))

    def _coverage(self, given: TagInput, text: Text, resolved: Sequence[Resolved]) -> list[CoverageTag]:
        uses: dict[str, list[Use]] = defaultdict(list)
        for one, use in zip(resolved, uses_of(text, resolved), strict=True):
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
        early = days is not None and extent is not None and distance(days, extent) < -TOO_EARLY
        return None if early and told else days

    def _tag(
        self,
        congress_id: str,
        given: TagInput,
        text: Text,
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


def _unnamed(field: Field, found: Implied) -> Resolved:
    return Resolved(Mention(field, found.start, found.end, "bare", found.rule), (found.congress_id,), "date")


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
