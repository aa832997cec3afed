"""Pings for a service that tells people when a nightly run did not come (healthchecks.io and its kin)."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit, urlunsplit

WAIT_S = 10.0
MOST_BYTES = 10_000


def ping(url: str | None, event: Literal["start", "success", "fail"], said: str = "") -> None:
    """Tells the service of an event, with a line for people. Never fails: what goes wrong is a sentence on standard error.

    Args:
        url: of the check; None for no service. ``/start`` and ``/fail`` are put behind its path, success is the path itself.
        event: what happened.
        said: goes along as the body.
    """
    if url is None:
        return
    import requests

    from pipeline.cli.progress_log import say

    parts = urlsplit(url)
    path = parts.path.rstrip("/") + {"start": "/start", "success": "", "fail": "/fail"}[event]
    try:
        answer = requests.post(
            urlunsplit(parts._replace(path=path)),
            data=said.encode()[:MOST_BYTES],
            timeout=(WAIT_S, WAIT_S),
            headers={"Content-Type": "text/plain; charset=utf-8", "User-Agent": "ita-reports"},
        )
        problem = None if answer.ok else f"it answered {answer.status_code}"
    except (requests.RequestException, UnicodeError) as error:
        problem = type(error).__name__
    if problem is not None:
        say(f"the heartbeat could not be sent to {parts.hostname} ({problem}); check ITA_HEARTBEAT_URL")
