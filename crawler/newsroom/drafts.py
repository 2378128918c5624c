"""From an assignment to a written text: headline, paragraphs, captions, and what it truly covers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.newsroom.assignments import Assignment
from crawler.newsroom.casting import writer_for
from crawler.newsroom.meetings import PHASES
from crawler.newsroom.truth import Coverage
from crawler.newsroom.voice import Voice
from crawler.newsroom.wording import Writer
from crawler.newsroom.words import Subject
from db.values import Level, Phase


@dataclass(frozen=True, slots=True)
class Draft:
    """A text before it has an address. `update` is a paragraph an editor may add later."""

    title: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    coverage: Coverage
    section: str
    subject: str
    people: tuple[str, ...]
    update: str


@dataclass(frozen=True, slots=True)
class _Material:
    """The sentences one article is made of."""

    lead: str
    facts: Sequence[str]
    quotes: Sequence[str]
    closing: str = ""


def compose(assignment: Assignment, voice: Voice, rng: random.Random) -> Draft:
    """Write one assignment. The same assignment and generator state give the same text."""
    subject = _subject(assignment, voice)
    writer = writer_for(assignment, subject, voice, rng)
    if assignment.use == "focus":
        material = _meeting_material(assignment, subject, voice, writer)
    else:
        material = _city_material(subject, voice, writer)
    paragraphs = _arrange(material, voice, writer)
    paragraphs = _weave(assignment, paragraphs, voice, writer)
    city = assignment.meeting.city if assignment.use == "focus" and assignment.meeting else "Chongqing"
    paragraphs[0] = voice.dateline(rng, city) + paragraphs[0]
    text = "\n".join(paragraphs)
    return Draft(
        title=voice.headline(writer.pick(subject.headlines)),
        paragraphs=tuple(paragraphs),
        captions=_captions(voice, writer),
        coverage=_coverage(assignment),
        section=subject.section,
        subject=subject.name if assignment.use != "focus" else assignment.stage,
        people=tuple(name for key in "abc" if (name := writer.bound[f"person_{key}"]) in text),
        update=voice.sentence(writer.pick(voice.words.shared["updates"])),
    )


def _subject(assignment: Assignment, voice: Voice) -> Subject:
    if assignment.use == "focus":
        return voice.words.stages[assignment.stage]
    assert assignment.subject is not None
    return assignment.subject


def _city_material(subject: Subject, voice: Voice, writer: Writer) -> _Material:
    shared, rng = voice.words.shared, writer.rng
    more = shared["asides"] if subject.day else rng.sample(shared["details"], rng.randint(4, 11))
    facts = [*subject.details, *more]
    quotes = [*subject.quotes, *rng.sample(shared["quotes"], 3)]
    return _Material(
        lead=writer.pick(subject.leads),
        facts=_mixed(rng, facts),
        quotes=rng.sample(quotes, len(quotes)),
        closing=rng.choice(shared["closings"]) if not subject.day else "",
    )


def _meeting_material(assignment: Assignment, subject: Subject, voice: Voice, writer: Writer) -> _Material:
    rng, pool, meeting = writer.rng, voice.words.meeting, assignment.meeting
    assert meeting is not None
    is_over = PHASES[assignment.stage] == "after"
    known = meeting.facts[voice.code]
    agenda = rng.sample(pool["agenda"], 6 if assignment.stage == "before" else 8)
    work = [] if assignment.stage == "before" else rng.sample(pool["work"], 6)
    facts = [*known[: None if is_over else 2], *subject.details, *agenda, *work]
    if assignment.stage == "before":
        facts = [*subject.details, *agenda]
    return _Material(
        lead=writer.pick(subject.leads),
        facts=_mixed(rng, facts),
        quotes=rng.sample(pool["quotes"], len(pool["quotes"])),
    )


def _mixed(rng: random.Random, facts: Sequence[str]) -> list[str]:
    return rng.sample(facts, len(facts))


def _arrange(material: _Material, voice: Voice, writer: Writer) -> list[str]:
    """The lead, then facts in groups with quotes between them, until the text is long enough."""
    rng = writer.rng
    target = int(rng.triangular(170, 700, 270))
    facts, quotes = list(material.facts), list(material.quotes)
    sentences = [voice.sentence(material.lead)]
    sentences += _told(voice, writer, facts, rng.randint(0, 1))
    paragraphs = [voice.paragraph(sentences)]
    length = voice.length(paragraphs[0])
    while facts and length < target:
        part = _told(voice, writer, facts, rng.choice((1, 2, 2, 3)))
        if quotes and rng.random() < 0.55:
            part.insert(rng.choice((0, len(part))), _quoted(voice, writer, quotes.pop()))
        paragraphs.append(voice.paragraph(part))
        length += voice.length(paragraphs[-1])
    if material.closing:
        paragraphs.append(voice.sentence(writer.say(material.closing)))
    return paragraphs


def _told(voice: Voice, writer: Writer, facts: list[str], count: int) -> list[str]:
    taken, facts[:] = facts[:count], facts[count:]
    return [voice.sentence(_said_anew(writer, fact)) for fact in taken]


def _said_anew(writer: Writer, pattern: str) -> str:
    """Repeated mentions vary: the short name and the wording of the meeting are chosen for each sentence."""
    for word in ("short", "meeting"):
        if f"{{{word}}}" in pattern and word in writer.lexicon:
            writer.bound[word] = writer.pick(writer.lexicon[word])
    return writer.say(pattern)


def _quoted(voice: Voice, writer: Writer, pattern: str) -> str:
    return voice.quote(writer, _said_anew(writer, pattern), writer.rng.choice("ab"))


def _weave(assignment: Assignment, paragraphs: list[str], voice: Voice, writer: Writer) -> list[str]:
    """The mention of a meeting, or of a title that is none, put into a text about something else."""
    pool, shared, rng = voice.words.meeting, voice.words.shared, writer.rng
    if assignment.use == "substantive":
        opening, more = rng.choice(pool["substantive"]), rng.choice(pool["substantive_more"])
        paragraphs.insert(1, voice.sentence(_said_anew(writer, opening)))
        paragraphs.insert(min(3, len(paragraphs)), voice.sentence(_said_anew(writer, more)))
    elif assignment.use in ("anchor", "title"):
        pattern = rng.choice(shared["anchors" if assignment.use == "anchor" else "title_only"])
        place = rng.randint(1, len(paragraphs) - 1)
        said = voice.sentence(_said_anew(writer, pattern))
        paragraphs[place] = voice.paragraph([paragraphs[place], said])
    return paragraphs


def _coverage(assignment: Assignment) -> Coverage:
    if assignment.use == "other" and assignment.subject and assignment.subject.coverage:
        congress_id, level, phase = assignment.subject.coverage
        return ((congress_id, _level(level), _phase(phase)),)
    if assignment.meeting is None:
        return ()
    phases: dict[str, Phase] = {"substantive": "during", "anchor": "after"}
    phase = PHASES[assignment.stage] if assignment.use == "focus" else phases[assignment.use]
    return tuple((one, _level(assignment.use), phase) for one in assignment.meeting.ids)


def _level(word: str) -> Level:
    levels: dict[str, Level] = {"focus": "focus", "substantive": "substantive", "anchor": "anchor"}
    return levels[word]


def _phase(word: str) -> Phase:
    phases: dict[str, Phase] = {"before": "before", "during": "during", "after": "after"}
    return phases[word]


def _captions(voice: Voice, writer: Writer) -> tuple[str, ...]:
    shared, rng = voice.words.shared, writer.rng
    patterns = rng.sample(shared["captions"], rng.choice((0, 1, 1, 2)))
    dot = {"en": ". ", "zh": ""}[voice.code]
    return tuple(voice.sentence(writer.say(one)).rstrip("。") + dot + rng.choice(shared["credits"]) for one in patterns)
