"""Prefect's server whose pages ask nobody but itself: `python -m flows.prefect_app HOST PORT`.

The UI's scripts ask an analytics host from the reader's browser, whatever the server's own setting says (3.8.8,
measured): the policy that goes with every page forbids the browser to. It also knows the block of alarms.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from flows import alarm_block as alarm_block  # known from here on: an automation of this server loads it

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# the UI's own scripts and styles are inline in part, its charts and icons data: and blob: addresses
POLICY = b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' data: blob:"


def only_itself(app: App) -> App:
    """The same application, each answer of it with the policy."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"content-security-policy", POLICY)]
            await send(message)

        await app(scope, receive, send_on)

    return wrapped


def main(host: str, port: int) -> None:
    settings = get_current_settings().server
    uvicorn.run(
        only_itself(create_app(final=True)),
        host=host,
        port=port,
        timeout_keep_alive=settings.api.keepalive_timeout,
        log_level=settings.logging_level.lower(),
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
