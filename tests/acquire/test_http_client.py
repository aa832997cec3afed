"""What a site answers, and what becomes of it: asked for again, refused, waited for."""

from __future__ import annotations

import gzip
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.fetching import ONE, QUICK, ask, kept, listed
from support.site import (
    Answer,
    Handler,
    Site,
    chunks_cut,
    document,
    pdf,
    plain,
    silent,
    stalled,
    status,
    trickling,
    truncated,
)

from pipeline.acquire.fetch import fetch
from pipeline.acquire.http_client import HostLimiter

IMPATIENT = QUICK.model_copy(update={"read_s": 0.4, "total_s": 1.5, "attempts": 8})
"""Gives an answer up that does not come; a good one too, where the machine is slow: it is asked for again then."""
SLOW = ("stopped sending", "stopped sending|broke off", "longer than 1.5 s")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (status(503), "503 Service Unavailable"),
        (status(500), "500"),
        (status(429), "429"),
        (truncated(ONE), "broke off"),
        (chunks_cut(ONE), "broke off"),
        (plain(ONE, Content_Length=str(len(ONE) + 5)), "stopped sending|broke off"),
        (plain(ONE[:-100]), "no %%EOF"),
        (plain(ONE, Content_Length="100"), "no %%EOF"),
        (plain(b""), "0 bytes"),
        (stalled(ONE), "stopped sending"),
        (silent, "stopped sending"),
        (trickling(ONE), "longer than 1.5 s"),
        (lambda h: h.cut(), "without response"),
        (plain(b"no gzip at all", Content_Encoding="gzip"), "decompress"),
    ],
    ids=[
        "503",
        "500",
        "429",
        "truncated",
        "chunks",
        "too long",
        "too short",
        "no end",
        "empty",
        "stalls",
        "silent",
        "trickles",
        "hangs up",
        "no gzip",
    ],
)
def test_what_may_pass_is_asked_for_again(raw: Path, site: Site, bad: Answer, said: str) -> None:
    """The second attempt succeeds; where all fail, the old file stands, alone."""
    settings = IMPATIENT if said in SLOW else QUICK
    assert ask(raw, site, bad, document(ONE), settings=settings).counts == {"new": 1}
    asked = len(site.asked)
    assert asked == 2 or (asked > 2 and said in SLOW)
    (failed,) = ask(raw, site, bad, settings=settings.model_copy(update={"attempts": 2})).failed
    assert len(site.asked) == asked + 2
    assert failed.file == "2566/a.pdf"
    assert re.search(said, failed.reason or ""), failed.reason
    assert kept(raw) == {"2566/a.pdf": ONE}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (plain(b"<html><title>Sorry</title>"), 'web page ("Sorry")'),
        (plain(b"\xd0\xcf\x11\xe0 doc"), "Office document"),
        (plain(b"busy"), "not a PDF"),
        (status(403), "403 Forbidden"),
        (plain(pdf("large", 1_000_001)), "larger than 1 MB"),
        (plain(b"", Content_Length="9999999999"), "larger than 1 MB"),
        (lambda h: h.send(200, gzip.compress(pdf("bomb", 5_000_000)), Content_Encoding="gzip"), "larger than 1 MB"),
        (status(302, Location="/a.pdf"), "redirects more than 5 times"),
        (status(302, Location="file:///etc/passwd"), "not on the web"),
        (status(302, Location="ftp://127.0.0.1/a.pdf"), "not on the web"),
        (status(302, Location="http://[::1/a.pdf"), "no address"),
        (status(302), "302"),
    ],
    ids=[
        "html",
        "office",
        "text",
        "403",
        "large",
        "said to be large",
        "bomb",
        "loop",
        "file:",
        "ftp:",
        "IPv6",
        "nowhere",
    ],
)
def test_what_will_not_pass_is_refused_at_once(raw: Path, site: Site, bad: Answer, said: str) -> None:
    ask(raw, site, document(ONE))
    before = len(site.asked)
    (failed,) = ask(raw, site, bad).failed
    assert said in (failed.reason or "")
    assert len(site.asked) - before == (6 if "redirects more" in said else 1)
    assert kept(raw) == {"2566/a.pdf": ONE}


def test_encoded_bodies_and_redirects_are_followed_to_the_document(raw: Path, site: Site) -> None:
    site.answers["/b/c.pdf"] = [lambda h: h.send(200, gzip.compress(ONE), Content_Encoding="gzip")]
    assert ask(raw, site, status(301, Location="b/c.pdf")).counts == {"new": 1}
    assert kept(raw) == {"2566/a.pdf": ONE}


@pytest.mark.parametrize("after", ["1", "0.001", "date", "99999", "soon"])
def test_a_site_that_asks_to_wait_is_left_alone_for_a_while(raw: Path, site: Site, after: str) -> None:
    """Also by the requests for its other documents; but not for longer than the setting allows."""
    times: list[float] = []

    def busy(h: Handler) -> None:
        times.append(time.monotonic())
        value = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True) if after == "date" else after
        h.send(429, Retry_After=value)

    def good(h: Handler) -> None:
        times.append(time.monotonic())
        h.send(200, ONE)

    assert ask(raw, site, busy, good, settings=QUICK.model_copy(update={"longest_wait_s": 0.5})).counts == {"new": 1}
    if after in ("1", "date", "99999"):
        assert times[1] - times[0] >= 0.45  # the pause that the setting allows, less what a clock may miss


def test_requests_to_a_site_go_out_with_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that stands still: what each request waits for."""
    waits: list[float] = []
    stop = threading.Event()
    monkeypatch.setattr(stop, "wait", lambda seconds: waits.append(seconds))
    monkeypatch.setattr("pipeline.acquire.http_client.time", SimpleNamespace(monotonic=lambda: 1000.0))
    host = HostLimiter(QUICK.model_copy(update={"delay_s": 0.5}), stop)
    for _ in range(3):
        host.wait_turn()
    host.pause(7)
    for _ in range(2):
        host.wait_turn()
    assert waits == [0.0, 0.5, 1.0, 7.0, 7.5]


def test_a_site_is_asked_by_few_at_a_time(raw: Path, site: Site) -> None:
    busy, most = [], []

    def slow(h: Handler) -> None:
        busy.append(h.path)
        most.append(len(busy))
        time.sleep(0.05)
        busy.remove(h.path)
        h.send(200, pdf(h.path))

    listed(raw, *({"file": f"{n}.pdf", "url": f"{site.url}/{n}.pdf"} for n in range(8)))
    site.answers.update({f"/{n}.pdf": [slow] for n in range(8)})
    assert fetch(raw, QUICK.model_copy(update={"per_host": 2})).counts == {"new": 8}
    assert max(most) <= 2
