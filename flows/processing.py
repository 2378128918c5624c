"""From captures to what is stored of them: extract, tag. One page that breaks is one counted failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from itertools import islice

from db.values import (
    Article,
    Broken,
    Capture,
    Context,
    Hints,
    NotArticle,
    Pending,
    Processed,
    RepeatedLine,
    Tagging,
    TagInput,
)
from flows.pool import Pool, Task, shared
from flows.steps.extract import EXTRACTOR_VERSION, extract
from flows.steps.repeats import Lines, index, without
from flows.steps.tag import RULE_VERSION, Tagger

Result = Article | NotArticle | Broken


@dataclass(frozen=True)
class Processor:
    """Processes batches of captures of a source, on all processors where that pays. It can be sent to another machine.

    `lines`: what is known to be furniture of the source. `rule_version`: of the rules with the tagger's registry.
    """

    slug: str
    hints: Hints
    tagger: Tagger
    lines: Lines
    rule_version: str
    pool: Pool | None = None
    """None: that of the process it is called in."""

    def on(self, pool: Pool) -> Processor:
        """The same, on this pool."""
        return replace(self, pool=pool)

    def __call__(self, batch: Sequence[Pending]) -> list[Processed]:
        formers = [former for each in batch for former in each.formers]
        asked = [*(replace(each, formers=()) if each.formers else each for each in batch), *formers]
        found = (self.pool or shared()).map(self._task, asked)
        read = [_processed(*pair, self.rule_version) for pair in zip(asked, found, strict=True)]
        others = iter(read[len(batch) :])
        return [
            replace(one, formers=tuple(islice(others, len(each.formers)))) if each.formers else one
            for each, one in zip(batch, read, strict=False)
        ]

    @cached_property
    def _task(self) -> Task[Pending, tuple[Result, Tagging]]:
        return Task(partial(_read, self.slug, self.hints, self.tagger, self.lines), _untagged, _size)


def processor(
    slug: str,
    hints: Hints,
    tagger: Tagger,
    pool: Pool | None = None,
    lines: Iterable[RepeatedLine] = (),
    rule_version: str = RULE_VERSION,
) -> Processor:
    """What processes batches of captures of the source."""
    return Processor(slug, hints, tagger, index(lines), rule_version, pool)


def extracted(captures: Iterable[tuple[Capture, Hints]], pool: Pool | None = None) -> Iterator[Result]:
    """The extraction of each capture, in order, on all processors where that pays; captures are drawn as needed."""
    return (pool or shared()).map(Task(_extracted, Broken, _capture_size), captures)


def tag_input(article: Article, slug: str) -> TagInput:
    """What the tagger reads of an article."""
    return TagInput(
        title=article.title,
        text=article.body,
        date=_written(article.published_on),
        language=article.language,
        url=article.canonical_url,
        source=slug,
    )


def _read(slug: str, hints: Hints, tagger: Tagger, lines: Lines, pending: Pending) -> tuple[Result, Tagging]:
    try:
        context = Context(listed_at=pending.listed_at, listed_on=pending.listed_on, parts=pending.parts)
        result = extract(pending.capture, hints, context)
        result = without(result, lines) if isinstance(result, Article) else result
        tagging = tagger.tag(tag_input(result, slug)) if isinstance(result, Article) else Tagging()
    except Exception as error:  # whatever a page does to a parser is that page's failure
        if isinstance(error, MemoryError):
            raise  # the worker's bound, which it tells apart
        return Broken(f"extraction: {type(error).__name__}: {str(error)[:200]}"), Tagging()
    return result, tagging


def _extracted(asked: tuple[Capture, Hints]) -> Result:
    return extract(*asked)


def _processed(pending: Pending, found: tuple[Result, Tagging], rule_version: str) -> Processed:
    result, tagging = found
    if not isinstance(result, Article):
        return Processed(pending, result)
    return Processed(pending, result, tagging, EXTRACTOR_VERSION, rule_version)


def _untagged(reason: str) -> tuple[Result, Tagging]:
    return Broken(reason), Tagging()


def _size(pending: Pending) -> int:
    return len(pending.capture.body) + sum(len(part.body) for part in pending.parts)


def _capture_size(asked: tuple[Capture, Hints]) -> int:
    return len(asked[0].body)


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
