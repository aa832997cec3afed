"""Heartbeats for a service that alerts people when a nightly run did not come (healthchecks.io and the like)."""

from __future__ import annotations

from typing import Literal, NamedTuple
from urllib.parse import urlsplit, urlunsplit


class HeartbeatSettings(NamedTuple):
    """Limits of a heartbeat request.

    Attributes:
        timeout_s: seconds for connecting, and for the answer; a slow service must not hold up a refresh.
        max_body_bytes: longer messages are cut; healthchecks.io keeps the first 10 kB.
    """

    timeout_s: float = 10.0
    max_body_bytes: int = 10_000


HEARTBEAT = HeartbeatSettings()
PATH_SUFFIXES = {"start": "/start", "success": "", "fail": "/fail"}
"""Per event, what is put behind the path of the URL."""


def send_heartbeat(url: str | None, event: Literal["start", "success", "fail"], message: str = "") -> None:
    """Tell the service of an event. Never fail: what goes wrong is a sentence on standard error.

    Args:
        url: of the check; None for no service.
        event: what happened.
        message: a line for people, sent as the body.
    """
    if url is None:
        return
    import requests

    from pipeline.cli.progress_log import log_message

    parts = urlsplit(url)
    path = parts.path.rstrip("/") + PATH_SUFFIXES[event]
    try:
        answer = requests.post(
            urlunsplit(parts._replace(path=path)),
            data=message.encode()[: HEARTBEAT.max_body_bytes],
            timeout=(HEARTBEAT.timeout_s, HEARTBEAT.timeout_s),
            headers={"Content-Type": "text/plain; charset=utf-8", "User-Agent": "ita-reports"},
        )
        problem = None if answer.ok else f"it answered {answer.status_code}"
    except (requests.RequestException, UnicodeError) as error:
        problem = type(error).__name__
    if problem is not None:
        log_message(
            f"the heartbeat could not be sent to {parts.hostname} ({problem}); check ITA_HEARTBEAT_URL",
            event="heartbeat_failed",
        )
