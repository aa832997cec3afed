from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.fetching import ONE, QUICK, TWO, ask, kept, listed
from support.site import (
    Handler,
    Site,
    document,
    pdf,
    plain,
    status,
)

from pipeline import files
from pipeline.acquire import ArchiveError, acquire
from pipeline.acquire.fetch import fetch


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


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
