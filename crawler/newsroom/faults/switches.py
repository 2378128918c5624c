"""Which faults are on, for which requests, and how often: the switches that tests turn."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase
from urllib.parse import unquote

from crawler.newsroom.reply import Reply
from crawler.newsroom.request import Request

Fault = Callable[[Reply], Reply]
"""What is being answered stands in the reply's `request`; a fault need not carry it on."""


class Faults(dict[str, Fault]):
    """Which faults are switched on, in the order they were; all that fit a request apply.

    A key is a kind of page (`article`, `amp`, `feed`, `sitemap`, `section`, `home`, `robots`, `api`, `image`,
    `calendar`, or `any`) or a path pattern that begins with a slash (`/2022/05/*`); `newsroom-daily:article` limits
    it to one outlet.
    """

    def apply(self, reply: Reply) -> Reply:
        """The reply, which knows its request, with every fitting fault applied."""
        request = requested(reply)
        fitting = [fault for key, fault in list(self.items()) if _fits(key, request)]
        return together(*fitting)(reply)


def _fits(key: str, request: Request) -> bool:
    # A path pattern may itself hold a colon, so only a prefix without a slash names an outlet.
    head, colon, rest = key.partition(":")
    if colon and "/" not in head:
        if head != request.outlet:
            return False
        key = rest
    return fnmatchcase(request.target, key) if key.startswith("/") else key in (request.kind, "any")


def requested(reply: Reply) -> Request:
    """The request of a reply; only replies that answer one are ever given to faults."""
    assert reply.request is not None, "a fault was given a reply to nothing"
    return reply.request


def together(*faults: Fault) -> Fault:
    """All of them, one after the other."""

    def apply(reply: Reply) -> Reply:
        for fault in faults:
            worse = fault(reply)
            reply = replace(worse, request=reply.request, is_injected=worse.is_injected or reply.is_injected)
        return reply

    return apply


def limited(times: int, fault: Fault) -> Fault:
    """The fault for the first `times` answers, then none: a site that recovers."""
    left = iter(range(times))
    return lambda reply: fault(reply) if next(left, None) is not None else reply


def first_time(fault: Fault) -> Fault:
    """Each address gets the fault once, then the truth. Counted as a failure that wants one retry.

    An address is the same whatever session id or tracking parameter it carries.
    """
    seen, lock = set[tuple[str, str]](), threading.Lock()

    def apply(reply: Reply) -> Reply:
        request = requested(reply)
        key = request.outlet, unquote(request.address)
        with lock:
            if key in seen:
                return reply
            seen.add(key)
        return replace(fault(reply), is_injected=True)

    return apply


def one_in(every: int, fault: Fault, turn: int = 0) -> Fault:
    """The fault for a fixed share of the addresses: always the same ones. Different turns (0 to every - 1) share none.

    Raises ValueError for a share below one.
    """
    _check_share(every)
    return lambda reply: fault(reply) if is_chosen(requested(reply).address, every, turn) else reply


def by_turns(*faults: Fault) -> Fault:
    """One of these faults for each address: always the same one."""

    def apply(reply: Reply) -> Reply:
        # Not the remainder that one_in looks at: among one address in six it would always choose the same fault.
        turn = _digest(requested(reply).address) // 1009 % len(faults)
        return faults[turn](reply)

    return apply


def is_chosen(path: str, every: int, turn: int = 0) -> bool:
    """Whether a path is in the share that `one_in` and `dropping` choose; in percent-encoding or without."""
    return _digest(path) % every == turn


def _digest(path: str) -> int:
    return zlib.crc32(unquote(path).encode())


def _check_share(every: int) -> None:
    if every < 1:
        raise ValueError(f"expected a share of one in 1 or more; found one in {every}")
