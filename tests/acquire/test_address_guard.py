"""A fetch asks the public network and what the settings name, however it is led elsewhere, and never waits longer."""

from __future__ import annotations

import gzip
import ipaddress
import os
import socket
import time
from pathlib import Path

import pytest
import yaml
from support.site import Handler, Site, document, pdf, status

from pipeline.acquire import acquire
from pipeline.acquire.address_guard import allowed_addresses, is_public
from pipeline.acquire.download_checks import PermanentError
from pipeline.acquire.fetch import FetchResult, fetch
from pipeline.acquire.left_out import list_left_out
from pipeline.settings import FetchSettings

SETTINGS = FetchSettings(
    connect_s=5, read_s=20, total_s=20, attempts=2, backoff_s=0.01, longest_wait_s=0.2, delay_s=0, max_mb=1
)
GUARDED = SETTINGS.model_copy(update={"allow_hosts": ""})


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def fetched(raw: Path, url: str, settings: FetchSettings = SETTINGS) -> FetchResult:
    listing = {"sources": [{"file": "2566/a.pdf", "url": url}]}
    (raw / "sources.yml").write_text(yaml.safe_dump(listing), encoding="utf-8")
    return fetch(raw, settings)


def reason(result: FetchResult) -> str:
    (failed,) = result.failed
    return failed.reason or ""


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_of_the_public_network(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_a_name_is_its_public_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ["10.0.0.1", "8.8.8.8"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (a, 443)) for a in found])
    assert allowed_addresses("example.go.th", 443, ()) == ["8.8.8.8"]
    assert allowed_addresses("Example.go.th.", 443, {"example.go.th"}) == found
    del found[1]
    with pytest.raises(PermanentError, match=r"example\.go\.th is an address of this machine.*10\.0\.0\.1"):
        allowed_addresses("example.go.th", 443, ())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "127.1"])
def test_this_machine_is_not_asked(site: Site, raw: Path, host: str) -> None:
    port = site.url.rsplit(":", 1)[1]
    site.answers["/a.pdf"] = [document(pdf("secret"))]
    assert "ITA_FETCH_ALLOW_HOSTS" in reason(fetched(raw, f"http://{host}:{port}/a.pdf", GUARDED))
    assert site.asked == [] and not (raw / "2566").exists()


def test_a_redirect_to_this_machine_is_not_followed(site: Site, raw: Path) -> None:
    port = site.url.rsplit(":", 1)[1]
    site.answers["/a.pdf"] = [status(302, Location=f"http://localhost:{port}/inner")]
    site.answers["/inner"] = [document(pdf("secret"))]
    assert "localhost is an address of this machine" in reason(fetched(raw, f"{site.url}/a.pdf"))
    assert [path for path, _ in site.asked] == ["/a.pdf"]
    both = SETTINGS.model_copy(update={"allow_hosts": "127.0.0.1, LOCALHOST"})
    assert fetched(raw, f"{site.url}/a.pdf", both).counts == {"new": 1}


def test_a_name_that_changes_its_address_between_two_looks_is_asked_at_the_first(
    site: Site, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, real = [["8.8.8.8"], ["127.0.0.1"]], socket.getaddrinfo
    connected: list[str] = []

    def resolve(host: str, *rest: object, **more: object) -> object:
        if host == "rebinding.example":
            address = (answers.pop(0) if len(answers) > 1 else answers[0])[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]
        connected.append(host)
        return real("127.0.0.1", 9)  # nobody listens there

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    quick = GUARDED.model_copy(update={"attempts": 1})
    reason(fetched(raw, "http://rebinding.example/a.pdf", quick))
    assert connected == ["8.8.8.8"]


def test_a_proxy_is_not_asked_for_this_machine_either(site: Site, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    site.answers["http://127.0.0.2/a.pdf"] = [document(pdf("secret"))]
    assert "127.0.0.2 is an address of this machine" in reason(fetched(raw, "http://127.0.0.2/a.pdf"))
    assert site.asked == []


def dribbled(handler: Handler) -> None:
    """A header that does not end, a byte now and then."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not handler.site.ended.wait(0.1):
        try:
            handler.wfile.write(b"x")
            handler.wfile.flush()
        except OSError:
            return


def test_a_header_that_does_not_end_takes_no_longer_than_the_limit(site: Site, raw: Path) -> None:
    site.answers["/a.pdf"] = [dribbled]
    impatient = SETTINGS.model_copy(update={"total_s": 1.0, "attempts": 1})
    start = time.monotonic()
    assert "longer than 1 s" in reason(fetched(raw, f"{site.url}/a.pdf", impatient))
    assert time.monotonic() - start < 15


def packed(content: bytes, **headers: str) -> object:
    return lambda handler: handler.send(200, content, **{"Content_Encoding": "gzip", **headers})


def test_a_packed_body_that_was_cut_is_asked_for_again(site: Site, raw: Path) -> None:
    whole = gzip.compress(pdf("packed", 50_000))
    site.answers["/a.pdf"] = [packed(whole[:-20]), packed(whole)]  # type: ignore[list-item]
    assert fetched(raw, f"{site.url}/a.pdf").counts == {"new": 1}
    assert (raw / "2566" / "a.pdf").read_bytes() == pdf("packed", 50_000)
    site.answers["/a.pdf"] = [packed(whole[:-20])]  # type: ignore[list-item]
    assert "cut before its end" in reason(fetched(raw, f"{site.url}/a.pdf?2"))
    site.answers["/a.pdf"] = [packed(b"no gzip at all")]  # type: ignore[list-item]
    assert "cannot be unpacked" in reason(fetched(raw, f"{site.url}/a.pdf?3"))
    site.answers["/a.pdf"] = [packed(whole, Content_Encoding="br")]  # type: ignore[list-item]
    assert "coded as 'br'" in reason(fetched(raw, f"{site.url}/a.pdf?4"))


@pytest.mark.parametrize("size", [1, 65_536, 131_072, 900_000])
def test_a_packed_body_is_whole_however_well_it_packs(site: Site, raw: Path, size: int) -> None:
    whole = pdf("packed", size)
    for level in (1, 9):
        site.answers["/a.pdf"] = [packed(gzip.compress(whole, level))]  # type: ignore[list-item]
        assert fetched(raw, f"{site.url}/a.pdf?{level}").failed == ()
        assert (raw / "2566" / "a.pdf").read_bytes() == whole


def test_files_of_this_machine_come_from_named_folders_only(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    for name in ("open/a.pdf", "closed.pdf"):
        (tmp_path / name).write_bytes(pdf(name))
    (tmp_path / "open" / "link.pdf").symlink_to(tmp_path / "closed.pdf")
    os.mkfifo(tmp_path / "open" / "pipe.pdf")
    some = SETTINGS.model_copy(update={"file_folders": str(tmp_path / "open")})
    assert "ITA_FETCH_FILE_FOLDERS" in reason(fetched(raw, f"file://{tmp_path}/open/a.pdf"))
    for name in ("closed.pdf", "open/../closed.pdf", "open/link.pdf"):
        assert "ITA_FETCH_FILE_FOLDERS" in reason(fetched(raw, f"file://{tmp_path}/{name}", some))
    assert "no plain file" in reason(fetched(raw, f"file://{tmp_path}/open/pipe.pdf", some))
    assert fetched(raw, f"file://{tmp_path}/open/a.pdf", some).counts == {"new": 1}


def test_links_that_lead_out_of_the_archive_are_left_out_with_a_word(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(pdf("secret"))
    (raw / "a.pdf").write_bytes(pdf("a"))
    (raw / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (raw / "inside.pdf").symlink_to("a.pdf")
    os.mkfifo(raw / "pipe.pdf")
    archive = acquire(raw)
    assert [found.source.source_file for found in archive.documents] == ["a.pdf"]
    assert archive.documents[0].same_as == ("inside.pdf",)
    assert {f.file: f.kind.name for f in list_left_out(raw)} == {"link.pdf": "outside_link"}
