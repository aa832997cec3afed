"""No password or token of a source, a redirect, a proxy or the environment is printed, logged, stored or published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.ita_process import SMALL_REPORT, ita
from support.site import Answer, Handler, Site, document, silent, status, truncated

SECRET, KEY = "S3cr3tValue", "wJalrXUtnFEMI"
"""One that stands in addresses, and one that stands in the environment alone."""
QUICK = {
    "ITA_FETCH_ATTEMPTS": "1",
    "ITA_FETCH_DELAY_S": "0",
    "ITA_FETCH_READ_S": "2",
    "ITA_FETCH_ALLOW_HOSTS": "127.0.0.1,localhost",
    "ITA_WORKERS": "1",
    "AWS_ACCESS_KEY_ID": f"AKIA{KEY}",
    "AWS_SECRET_ACCESS_KEY": KEY,
    "AWS_MAX_ATTEMPTS": "1",
}
CONTENT = SMALL_REPORT.encode()


def unreadable_headers(h: Handler) -> None:
    """A document under a header that is none, which urllib3 logs with the URL."""
    h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nno header\r\n\r\n%s" % (len(CONTENT), CONTENT))
    h.cut()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def answers(site: Site) -> dict[str, Answer]:
    """What the site has for each path: of every way in which a download ends."""
    signed = f"/moved.txt?X-Amz-Signature={SECRET}"
    with_password = site.url.replace("//", f"//me:{SECRET}@")
    return {
        "/good.txt": document(CONTENT),
        "/moved.txt": document(CONTENT + b"\n"),
        "/to-good.txt": status(302, Location=signed),
        "/to-absent.txt": status(302, Location=f"/absent.txt?token={SECRET}"),
        "/to-password.txt": status(302, Location=f"{with_password}/absent.txt"),
        "/to-ftp.txt": status(302, Location=f"ftp://me:{SECRET}@example.org/a.txt"),
        "/to-nowhere.txt": status(302, Location=f"http://[::1?sig={SECRET}"),
        "/to-closed.txt": status(302, Location=f"http://me:{SECRET}@127.0.0.1:9/?key={SECRET}"),
        "/to-private.txt": status(302, Location=f"http://127.0.0.2/?key={SECRET}"),
        "/loop.txt": status(302, Location=f"/loop.txt?sig={SECRET}"),
        "/forbidden.txt": status(403),
        "/busy.txt": status(503),
        "/cut.txt": truncated(CONTENT),
        "/silent.txt": silent,
        "/headers.txt": unreadable_headers,
    }


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("sources.csv", "sources.yml"):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_a_refresh_tells_no_secret(tmp_path: Path, site: Site) -> None:
    found = answers(site)
    site.answers.update({path: [answer] for path, answer in found.items()})
    site.answers["/ping"] = [status(500)]
    (tmp_path / "raw").mkdir()
    queries = [f"token={SECRET}", f"X-Amz-Credential={SECRET}&X-Amz-Signature={SECRET}"]
    urls = [f"{site.url}{path}?{queries[n % 2]}" for n, path in enumerate(found)]
    urls += [f"{site.url}/good.txt?sig={SECRET}", f"{site.url}/good.txt?sig={SECRET}2"]
    urls += [
        urls[0],
        f"https://me:{SECRET}@example.org/a.pdf",
        f"ftp://me:{SECRET}@example.org/a.pdf",
        f"https://example.org:x/?sig={SECRET}",
        f"s3://bucket/a.pdf?sig={SECRET}",
        f"{site.url}/unlisted\N{THAI CHARACTER KO KAI}.txt?password={SECRET}",
    ]
    (tmp_path / "raw" / "sources.csv").write_text("url\n" + "\n".join(urls) + "\n", encoding="utf-8")
    environment = {
        **QUICK,
        "ITA_HEARTBEAT_URL": f"{site.url}/ping?token={SECRET}",
        "AWS_ENDPOINT_URL": f"http://me:{SECRET}@127.0.0.1:9",
    }
    runs = [
        ita("refresh", "--metrics", "ita.prom", cwd=tmp_path, **environment),
        ita("fetch", cwd=tmp_path, **environment),
        ita("fetch", "--dry-run", cwd=tmp_path, **environment),
        ita("status", cwd=tmp_path, **environment),
        ita("fetch", cwd=tmp_path, **environment, HTTP_PROXY=f"http://me:{SECRET}@127.0.0.1:9", NO_PROXY=""),
        ita("run", f"ftp://me:{SECRET}@127.0.0.1:9/raw", cwd=tmp_path, **environment),
        ita("run", f"s3://bucket/raw?sig={SECRET}", cwd=tmp_path, **environment),
    ]
    assert [done.returncode for done in runs] == [3, 3, 3, 0, 4, 4, 4], [done.stderr for done in runs]
    assert "sources 6 new, 0 changed, 0 gone, 17 failed" in runs[0].stdout
    assert runs[1].stdout == "sources        23 (6 unchanged, 17 failed)\n"
    told = [(n, part) for n, done in enumerate(runs) for part in (done.stdout, done.stderr)]
    assert [(n, line) for n, part in told for line in part.splitlines() if SECRET in line or KEY in line] == []
    assert [name for name, content in written(tmp_path) if SECRET.encode() in content or KEY.encode() in content] == []
