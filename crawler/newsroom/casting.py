"""Before the first sentence: who speaks, which day it is, what the meeting is called, where it all happens."""

from __future__ import annotations

import random

from crawler.newsroom.assignments import Assignment
from crawler.newsroom.meetings import Meeting
from crawler.newsroom.voice import Voice
from crawler.newsroom.wording import Writer
from crawler.newsroom.words import Subject


def writer_for(assignment: Assignment, subject: Subject, voice: Voice, rng: random.Random) -> Writer:
    """A writer that knows the people, the days and the meeting of one assignment."""
    lexicon = {**voice.words.lexicon, **(subject.lexicon or {})}
    persons = voice.persons(rng)
    bound = {**persons, **voice.dates(assignment.day), "marks": rng.choice(("“”", '""', "“”"))}
    writer = Writer(rng, lexicon, bound, grouping=voice.grouping)
    if assignment.meeting is not None:
        _bind_meeting(writer, assignment.meeting, voice)
    if assignment.use in ("focus", "other"):
        _bind_place(writer, voice, assignment)
    _introduce(writer, voice)
    return writer


def _bind_meeting(writer: Writer, meeting: Meeting, voice: Voice) -> None:
    names = meeting.names[voice.code]
    last = meeting.closes or meeting.opens
    writer.lexicon = {**writer.lexicon, "meeting": names[1:] or names, "short": meeting.short[voice.code]}
    document = meeting.document[voice.code]
    writer.bound |= {
        "full": names[0],
        "meeting": writer.rng.choice(names[1:] or names),
        "title_name": voice.title_name(writer.rng, meeting),
        "attendees": meeting.attendees[voice.code],
        "attendee": meeting.attendee[voice.code],
        "document": document,
        "document_title": voice.headline(document.removeprefix("the ")),
        "opens": voice.day(meeting.opens),
        "closes": voice.day(last),
        "city": meeting.city if voice.code == "en" else {"Beijing": "北京"}.get(meeting.city, "重庆"),
    }


def _bind_place(writer: Writer, voice: Voice, assignment: Assignment) -> None:
    """Words a topic would bring along, for texts that have no topic."""
    lexicon = writer.lexicon
    sector, sector_b = writer.rng.sample(lexicon["sector"], 2)
    goal, goal_b = writer.rng.sample(lexicon["goal"], 2)
    plan, plan_b = writer.rng.sample(lexicon["plan"], 2)
    hall = writer.rng.choice(lexicon["hall"])
    if assignment.meeting is not None:
        writer.bound["where"] = writer.bound["city"]
        if assignment.meeting.city == "Beijing":
            hall = {"en": "the Great Hall of the People", "zh": "人民大会堂"}[voice.code]
    users = writer.bound.get("attendees") or {"en": "residents", "zh": "市民"}[voice.code]
    writer.bound |= {"sector": sector, "sector_b": sector_b, "goal": goal, "goal_b": goal_b}
    writer.bound |= {"sector_title": voice.headline(sector), "goal_title": voice.headline(goal)}
    writer.bound |= {"plan": plan, "plan_b": plan_b, "hall": hall, "place": hall, "subject": hall}
    writer.bound |= {"users": users, "field": sector}


def _introduce(writer: Writer, voice: Voice) -> None:
    """How the first two persons are named when they first speak."""
    role, resident = writer.pick(writer.lexicon["role"]), writer.pick(writer.lexicon["resident"])
    if "attendee" in writer.bound and "hall" in writer.bound:
        district = writer.pick(writer.lexicon["district"])
        attendee = writer.bound["attendee"]
        role = {"en": f"a {attendee} from {district}", "zh": f"来自{district}的{attendee}"}[voice.code]
    for letter, text in (("a", role), ("b", resident)):
        name = writer.bound[f"person_{letter}"]
        writer.bound[f"introduce_{letter}"] = {"en": f"{name}, {text}", "zh": f"{text}{name}"}[voice.code]
