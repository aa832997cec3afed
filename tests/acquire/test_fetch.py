from __future__ import annotations

import gzip
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
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

from pipeline import files
from pipeline.acquire import ArchiveError, acquire
from pipeline.acquire.fetch import FetchResult, fetch
from pipeline.acquire.http_client import HostLimiter
from pipeline.settings import FetchSettings

QUICK = FetchSettings(
    connect_s=60, read_s=60, total_s=120, attempts=3, backoff_s=0.01, longest_wait_s=0.2, delay_s=0, max_mb=1
)
"""Hardly any pauses, but time enough for a machine with other work."""
IMPATIENT = QUICK.model_copy(update={"read_s": 0.4, "total_s": 1.5, "attempts": 8})
"""Gives an answer up that does not come; a good one too, where the machine is slow: it is asked for again then."""
SLOW = ("stopped sending", "stopped sending|broke off", "longer than 1.5 s")
ONE, TWO = pdf("one"), pdf("two")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def listed(raw: Path, *sources: dict[str, object]) -> None:
    (raw / "sources.yml").write_text(yaml.safe_dump({"sources": list(sources)}, allow_unicode=True), encoding="utf-8")


def ask(raw: Path, site: Site, *answers: Answer, settings: FetchSettings = QUICK) -> FetchResult:
    """Fetches 2566/a.pdf from a site with these answers, one after the other."""
    listed(raw, {"file": "2566/a.pdf", "url": f"{site.url}/a.pdf"})
    site.answers["/a.pdf"] = list(answers)
    return fetch(raw, settings)


def kept(raw: Path) -> dict[str, bytes]:
    """All files of an archive but the lists and the notes."""
    return {
        p.relative_to(raw).as_posix(): p.read_bytes()
        for p in sorted(raw.rglob("*"))
        if p.is_file() and p.name not in ("sources.yml", "sources.csv", "state.json")
    }


def test_a_document_comes_once_and_is_asked_about_after_that(raw: Path, site: Site) -> None:
    assert ask(raw, site, document(ONE)).counts == {"new": 1}
    first = acquire(raw).documents[0].source
    assert kept(raw) == {"2566/a.pdf": ONE}
    assert ask(raw, site, document(ONE)).counts == {"unchanged": 1}
    assert "If-None-Match" in site.asked[-1][1]
    again = acquire(raw).documents[0].source
    assert again == first and first.hints.url == f"{site.url}/a.pdf"
    assert abs(datetime.fromisoformat(first.hints.retrieved_at or "") - datetime.now(UTC)) < timedelta(hours=1)


def test_a_newer_version_takes_the_place_and_the_older_one_is_kept_by_its_hash(raw: Path, site: Site) -> None:
    for body, said in ((ONE, "new"), (TWO, "changed"), (ONE, "changed"), (TWO, "changed"), (TWO, "unchanged")):
        assert ask(raw, site, document(body)).counts == {said: 1}
    found = kept(raw)
    assert found.pop("2566/a.pdf") == TWO
    assert sorted(found.values()) == sorted([ONE, TWO])
    assert all(name.startswith(".fetch/versions/2566/a/") for name in found)
    assert [d.source.source_file for d in acquire(raw).documents] == ["2566/a.pdf"]
    assert len(acquire(raw / ".fetch" / "versions").documents) == 2
    (noted,) = json.loads((raw / ".fetch" / "state.json").read_text())["sources"]
    assert {(raw / where).read_bytes() for _, _, where in noted["versions"]} == {ONE, TWO}


def test_a_site_without_etags_gives_the_same_bytes_again(raw: Path, site: Site) -> None:
    modified = "Wed, 01 May 2024 10:00:00 GMT"
    assert ask(raw, site, plain(ONE, Last_Modified=modified)).counts == {"new": 1}
    before = acquire(raw).documents
    assert ask(raw, site, plain(ONE)).counts == {"unchanged": 1}
    assert site.asked[-1][1]["If-Modified-Since"] == modified
    assert acquire(raw).documents == before


@pytest.mark.parametrize("code", [404, 410])
def test_what_a_site_drops_stays(raw: Path, site: Site, code: int) -> None:
    ask(raw, site, document(ONE))
    result = ask(raw, site, status(code))
    assert result.counts == {"gone": 1} and not result.failed
    assert "2566/a.pdf is kept" in (result.fetched[0].reason or "")
    assert kept(raw) == {"2566/a.pdf": ONE}
    assert str(code) in json.loads((raw / ".fetch" / "state.json").read_text())["sources"][0]["note"]
    assert len(site.asked) == 2
    assert ask(raw, site, document(ONE)).counts == {"unchanged": 1}
    assert json.loads((raw / ".fetch" / "state.json").read_text())["sources"][0]["note"] is None


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


def test_one_bad_source_costs_itself_only(raw: Path, site: Site) -> None:
    listed(raw, *({"file": f"{n}.pdf", "url": f"{site.url}/{n}.pdf"} for n in range(5)))
    site.answers.update({f"/{n}.pdf": [document(pdf(str(n)))] for n in (0, 1, 3, 4)})
    result = fetch(raw, QUICK)
    assert [f.status for f in result.fetched] == ["new", "new", "failed", "new", "new"]
    assert "404 Not Found" in (result.failed[0].reason or "")
    assert len(kept(raw)) == 4


def test_a_site_that_is_down_is_left_alone_and_others_are_not(raw: Path, site: Site) -> None:
    with Site({"/x.pdf": [document(ONE)]}) as other:
        listed(raw, *({"url": f"{site.url}/{n}.pdf"} for n in range(20)), {"url": f"{other.url}/x.pdf"})
        site.answers.update({f"/{n}.pdf": [status(503)] for n in range(20)})
        result = fetch(raw, QUICK.model_copy(update={"attempts": 2}))
    assert result.counts == {"failed": 20, "new": 1}
    assert len(site.asked) <= 2 * 6  # five documents, and one that another thread had begun
    assert sum("left alone" in (f.reason or "") for f in result.failed) >= 14


def test_bad_documents_do_not_make_a_site_count_as_down(raw: Path, site: Site) -> None:
    site.answers.update({f"/{n}.pdf": [plain(b"")] for n in range(8)} | {"/8.pdf": [document(ONE)]})
    listed(raw, *({"file": f"{n}.pdf", "url": f"{site.url}/{n}.pdf"} for n in range(9)))
    assert fetch(raw, QUICK.model_copy(update={"attempts": 1, "per_host": 1})).counts == {"failed": 8, "new": 1}


def test_what_site_and_archive_both_lost_is_said_to_be_lost(raw: Path, site: Site) -> None:
    ask(raw, site, document(ONE))
    (raw / "2566" / "a.pdf").unlink()
    (failed,) = ask(raw, site, status(404)).failed
    assert "nor does the archive" in (failed.reason or "")


def test_names_come_from_the_lists_else_the_url_else_the_site(raw: Path, site: Site) -> None:
    thai = "รายงานผล ITA.pdf"
    quoted = "%E0%B8%A3%E0%B8%B2%E0%B8%A2.pdf"
    answers = {
        f"/{quoted}": document(pdf("1")),
        "/up/..%2F..%2Fetc%2Fpasswd.pdf": document(pdf("2")),
        "/get": plain(
            pdf("3"), Content_Disposition="attachment; filename*=UTF-8''" + "".join(f"%{b:02X}" for b in thai.encode())
        ),
        "/php": plain(pdf("4"), Content_Disposition='attachment; filename="../../evil.pdf"'),
        "/none/": document(pdf("5")),
        "/x/same.pdf": document(pdf("6")),
        "/y/same.pdf": document(pdf("7")),
        "/tis%C3%D2%C2.pdf": document(pdf("8")),
        "/text": plain(b"I1\t85", Content_Disposition="inline; filename=a.txt"),
    }
    site.answers.update({path: [answer] for path, answer in answers.items()})
    listed(raw, *({"url": site.url + path, "fiscal_year": 2566} for path in answers))
    assert fetch(raw, QUICK).counts == {"new": len(answers)}
    found = {re.sub(r"-[0-9a-f]{8}(?=\.)", "-#", name): body[9:10] for name, body in kept(raw).items()}
    assert found == {
        "2566/ราย.pdf": b"1",
        "2566/passwd.pdf": b"2",
        "2566/รายงานผล ITA-#.pdf": b"3",
        "2566/evil-#.pdf": b"4",
        "2566/none-#.pdf": b"5",
        "2566/same.pdf": b"6",
        "2566/same-#.pdf": b"7",
        "2566/tisราย.pdf": b"8",
        "2566/a-#.txt": b"",
    }
    assert fetch(raw, QUICK).counts == {"unchanged": len(answers)}
    assert {d.source.hints.fiscal_year for d in acquire(raw).documents} == {2566}
    assert not [p for p in raw.parent.iterdir() if p != raw]


def test_a_document_that_a_person_put_there_is_not_replaced_by_one_of_the_same_name(raw: Path, site: Site) -> None:
    site.answers["/a.pdf"] = [document(ONE)]
    listed(raw, {"url": f"{site.url}/a.pdf", "fiscal_year": 2566})
    files.write_bytes(raw / "2566" / "a.pdf", TWO)
    assert fetch(raw, QUICK).counts == {"new": 1}
    assert kept(raw).pop("2566/a.pdf") == TWO and sorted(kept(raw).values()) == [ONE, TWO]
    assert fetch(raw, QUICK).counts == {"unchanged": 1}


def test_a_file_that_was_removed_or_cut_comes_back(raw: Path, site: Site) -> None:
    ask(raw, site, document(ONE))
    retrieved = acquire(raw).documents[0].source.hints.retrieved_at
    (raw / "2566" / "a.pdf").unlink()
    assert ask(raw, site, document(ONE)).counts == {"new": 1}
    (raw / "2566" / "a.pdf").write_bytes(ONE[:50])
    assert ask(raw, site, document(ONE)).counts == {"changed": 1}
    assert kept(raw)["2566/a.pdf"] == ONE
    assert acquire(raw).documents[0].source.hints.retrieved_at == retrieved


def test_hints_of_a_file_that_was_replaced_by_hand_do_not_say_when_it_was_fetched(raw: Path, site: Site) -> None:
    ask(raw, site, document(ONE))
    (raw / "2566" / "a.pdf").write_bytes(TWO)
    assert acquire(raw).documents[0].source.hints.retrieved_at is None


def test_files_of_a_disk_and_of_an_object_store(raw: Path, s3: str, tmp_path: Path) -> None:
    own = tmp_path / "own files" / "ก 1.pdf"
    files.write_bytes(own, ONE)
    os.utime(own, (1, 1))
    files.write_bytes(f"{s3}/b.pdf", TWO)
    listed(
        raw,
        {"url": own.as_uri()},
        {"url": f"{s3}/b.pdf"},
        {"url": own.with_name("absent.pdf").as_uri()},
        {"url": own.parent.as_uri()},
    )
    own_too = QUICK.model_copy(update={"file_folders": str(tmp_path)})
    assert [f.status for f in fetch(raw, own_too).fetched] == ["new", "new", "failed", "failed"]
    assert kept(raw) == {"unknown/ก 1.pdf": ONE, "unknown/b.pdf": TWO}
    files.write_bytes(f"{s3}/b.pdf", ONE)
    assert [f.status for f in fetch(raw, own_too).fetched] == ["unchanged", "changed", "failed", "failed"]
    files.remove(f"{s3}/b.pdf")
    own.unlink()
    assert [f.status for f in fetch(raw, own_too).fetched] == ["gone", "gone", "failed", "failed"]
    assert kept(raw)["unknown/b.pdf"] == ONE


def test_an_archive_in_an_object_store(s3: str, site: Site) -> None:
    site.answers["/a.pdf"] = [document(ONE)]
    files.write_bytes(f"{s3}/raw/sources.csv", f"url,fiscal_year\n{site.url}/a.pdf,๒๕๖๖\n".encode())
    assert fetch(f"{s3}/raw", QUICK).counts == {"new": 1}
    assert fetch(f"{s3}/raw", QUICK).counts == {"unchanged": 1}
    site.answers["/a.pdf"] = [document(TWO)]
    assert fetch(f"{s3}/raw", QUICK).counts == {"changed": 1}
    assert [(d.source.source_file, d.source.hints.fiscal_year) for d in acquire(f"{s3}/raw").documents] == [
        ("2566/a.pdf", 2566)
    ]
    assert files.read_bytes(f"{s3}/raw/2566/a.pdf") == TWO


def test_partial_downloads_are_never_seen_and_those_of_a_dead_fetch_are_removed(raw: Path, site: Site) -> None:
    left = raw / ".fetch" / "download-dead"
    left.mkdir(parents=True)
    (left / "0").write_bytes(ONE[:100])
    seen: set[str] = set()

    def look(h: Handler) -> None:
        seen.update(p.name for p in raw.rglob("*.pdf"))
        h.send(200, ONE[:1000], Content_Length=str(len(ONE)))
        seen.update(p.name for p in raw.rglob("*.pdf"))
        h.wfile.write(ONE[1000:])

    assert ask(raw, site, look).counts == {"new": 1}
    assert seen == set()
    assert kept(raw) == {"2566/a.pdf": ONE}


def test_only_and_dry_run(raw: Path, site: Site) -> None:
    site.answers.update({"/a.pdf": [document(ONE)], "/b.pdf": [document(TWO)]})
    listed(
        raw,
        {"url": f"{site.url}/a.pdf", "agency": "กรมการแพทย์"},
        {"url": f"{site.url}/b.pdf", "fiscal_year": 2567},
        {"file": "c.pdf", "url": f"{site.url}/page", "fetch": False},
        {"file": "d.pdf"},
    )
    plan = fetch(raw, QUICK, dry_run=True)
    assert [name for _, name, _ in plan.planned] == ["unknown/a.pdf", "2567/b.pdf"]
    assert (site.asked, kept(raw), list(raw.iterdir())) == ([], {}, [raw / "sources.yml"])
    assert [f.file for f in fetch(raw, QUICK, only=["การแพทย์"]).fetched] == ["unknown/a.pdf"]
    assert [f.file for f in fetch(raw, QUICK, only=["2567", "nowhere"]).fetched] == ["2567/b.pdf"]
    assert fetch(raw, QUICK, only=["nowhere"]).unlisted == ("nowhere",)
    assert fetch(raw, QUICK, dry_run=True).planned[0][2] is True


def test_a_full_disk_ends_the_fetch_with_a_sentence_and_keeps_what_came(
    raw: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.put

    def put(source: Path, target: files.Place) -> None:
        if str(target).endswith("b.pdf"):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(files, "put", put)
    site.answers.update({"/a.pdf": [document(ONE)], "/b.pdf": [document(TWO)]})
    listed(raw, *({"file": n, "url": f"{site.url}/{n}"} for n in ("a.pdf", "b.pdf")))
    with pytest.raises(ArchiveError, match=r"No space left on device.*; free some space"):
        fetch(raw, QUICK.model_copy(update={"workers": 1}))
    assert kept(raw) == {"a.pdf": ONE}
    monkeypatch.setattr(files, "put", real)
    assert fetch(raw, QUICK).counts == {"unchanged": 1, "new": 1}


def test_notes_that_cannot_be_read_are_said_to_be_so(raw: Path, site: Site) -> None:
    ask(raw, site, document(ONE))
    (raw / ".fetch" / "state.json").write_text("{")
    with pytest.raises(ArchiveError, match=r"state\.json cannot be read .*; remove it"):
        fetch(raw, QUICK)
