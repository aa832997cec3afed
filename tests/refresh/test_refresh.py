"""``ita fetch`` and ``ita refresh`` as a scheduler calls them, against a site on this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from prometheus_client.parser import text_string_to_metric_families
from support.not_assessed import QUALITY_ASSURANCE, write_others
from support.site import Site, document, pdf, plain, silent, status

TEXT = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส กรมการแพทย์ ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน\t๘๘.๑๐\tยกระดับ\tประกาศขั้นตอน\tประกาศแล้ว\tดีขึ้น
""".encode()
SUCCESS = ("ita_refresh_last_success_timestamp_seconds", "")
QUICK = {"ITA_FETCH_ATTEMPTS": "1", "ITA_FETCH_DELAY_S": "0", "ITA_FETCH_READ_S": "60", "ITA_WORKERS": "1"}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def place(tmp_path: Path, site: Site) -> Path:
    """A folder with an archive that lists one transcript of the site."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "sources.csv").write_text(f"url,fiscal_year\n{site.url}/a.txt,2566\n")
    site.answers["/a.txt"] = [document(TEXT)]
    return tmp_path


def ita(place: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *args],
        capture_output=True,
        text=True,
        cwd=place,
        env={**os.environ, **QUICK, **env},
        check=False,
    )


def add(place: Path, *urls: str) -> None:
    with (place / "raw" / "sources.csv").open("a") as file:
        file.writelines(f"{url},2566\n" for url in urls)


def test_fetch_says_what_it_did_and_ends_with_its_exit_codes(place: Path, site: Site) -> None:
    plan = ita(place, "fetch", "--dry-run")
    assert (plan.returncode, plan.stdout) == (0, f"new    2566/a.txt  {site.url}/a.txt\n")
    first = ita(place, "fetch")
    assert (first.returncode, first.stdout) == (0, "sources        1 (1 new)\n"), first.stderr
    add(place, f"{site.url}/absent.pdf")
    some = ita(place, "fetch")
    assert (some.returncode, some.stdout) == (3, "sources        2 (1 unchanged, 1 failed)\n")
    assert f"failed: {site.url}/absent.pdf: the site does not have it (404 Not Found); correct the url" in some.stderr
    assert ita(place, "fetch", "--only", "absent").returncode == 4
    assert ita(place, "fetch", "--only", "nowhere").returncode == 2
    add(place, "nonsense")
    wrong = ita(place, "fetch")
    assert (wrong.returncode, wrong.stdout) == (3, "sources        3 (1 unchanged, 2 failed)\n")
    assert "sources.csv line 4: url: must begin with one of" in wrong.stderr
    assert ita(place, "fetch", "--dry-run").returncode == 3
    run = ita(place, "run")
    assert run.returncode == 3 and "sources.csv line 4: url: must begin with one of" in run.stderr
    assert ita(place, "run").returncode == 3, "nothing is new, and the entry is still wrong"
    refresh = ita(place, "refresh", "--metrics", "ita.prom")
    assert refresh.returncode == 3 and refresh.stderr.count("sources.csv line 4: ") == 1
    assert 'ita_sources{status="failed"} 2.0' in (place / "ita.prom").read_text()
    (place / "raw" / "sources.csv").write_text("url,fiscal_year\nnonsense,2566\n")
    assert ita(place, "fetch").returncode == 4
    (place / "raw" / "sources.csv").write_text("nonsense\n")
    assert ita(place, "fetch").returncode == 4
    (place / "raw" / "sources.csv").unlink()
    assert ita(place, "fetch").stdout.startswith("sources        none to fetch")
    assert ita(place, "fetch", ITA_FETCH_ATTEMPTS="0").returncode == 2


Told = list[tuple[str, str]]


@pytest.fixture
def pulse() -> Iterator[tuple[str, Told]]:
    """The address of a service for heartbeats, and what it was told: (path, body)."""
    told: Told = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append((self.path, self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()))
            self.send_response(200 if "broken" not in self.path else 500)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", told
    server.shutdown()
    server.server_close()


def metrics(path: Path) -> dict[tuple[str, str], float]:
    """Samples by name and their first label's value; parsed as Prometheus does."""
    return {
        (s.name, next(iter(s.labels.values()), "")): s.value
        for family in text_string_to_metric_families(path.read_text(encoding="utf-8"))
        for s in family.samples
    }


def test_refresh_releases_what_it_fetched_and_tells_everybody(place: Path, site: Site, pulse: tuple[str, Told]) -> None:
    url, told = pulse
    began = time.time()
    done = ita(place, "refresh", "--metrics", "ita.prom", ITA_HEARTBEAT_URL=f"{url}/ping/1?create=1")
    assert done.returncode == 0, done.stderr
    line = (
        r"refresh: sources 1 new, 0 changed, 0 gone, 0 failed; documents 1, 1 read, "
        r"0 skipped, 0 partial, 0 failed \(0 newly\); "
    )
    found = re.fullmatch(line + r"release (\w+); [\d.]+ s; exit code 0\n", done.stdout)
    assert found, done.stdout
    (row,) = pq.read_table(place / "processed" / "current" / "documents").to_pylist()
    assert (row["source_file"], row["source_url"], row["fiscal_year"]) == ("2566/a.txt", f"{site.url}/a.txt", 2566)
    assert re.match(r"20\d\d-\d\d-\d\d", str(row["retrieved_at"]))
    assert told == [("/ping/1/start?create=1", ""), ("/ping/1?create=1", done.stdout.rstrip("\n"))]
    first = metrics(place / "ita.prom")
    assert first["ita_documents", "ok"] == first["ita_sources", "new"] == first["ita_rows", "indicators"] == 1
    assert first["ita_documents", "failed"] == first["ita_findings", "error"] == first["ita_refresh_exit_code", ""] == 0
    assert first["ita_documents", "skipped"] == first["ita_documents_newly_skipped", ""] == 0
    assert first["ita_files_left_out", ""] == 0
    assert began - 1 < first[SUCCESS] < time.time() + 1 and first["ita_refresh_duration_seconds", ""] > 0
    assert f'release="{found[1]}"' in (place / "ita.prom").read_text()

    site.answers["/a.txt"] = [status(404)]
    gone = ita(place, "refresh", "--metrics", "absent/ita.prom", ITA_HEARTBEAT_URL=f"{url}/broken")
    assert gone.returncode == 0 and "1 gone" in gone.stdout and f"release {found[1]} (unchanged)" in gone.stdout
    assert "the metrics could not be written to absent/ita.prom (No such file or directory)" in gone.stderr
    assert "the heartbeat could not be sent to 127.0.0.1 (it answered 500)" in gone.stderr

    told.clear()
    (place / "raw" / "sources.yml").write_text("sources: [")
    wrong = ita(place, "refresh", ITA_METRICS="ita.prom", ITA_HEARTBEAT_URL=f"{url}/ping/1/")
    assert wrong.returncode == 4 and "nothing released" in wrong.stdout
    assert [path for path, _ in told] == ["/ping/1/start", "/ping/1/fail"]
    after = metrics(place / "ita.prom")
    assert after[SUCCESS] == first[SUCCESS] and after["ita_refresh_exit_code", ""] == 4
    assert ("ita_documents", "ok") not in after
    assert [p.name for p in place.iterdir() if "prom" in p.name] == ["ita.prom"]
    for name, value in (("ITA_HEARTBEAT_URL", "nonsense"), ("ITA_FETCH_ATTEMPTS", "0")):
        mistaken = ita(place, "refresh", **{name: value})
        assert mistaken.returncode == 2 and f"{name}: " in mistaken.stderr


def test_skipped_documents_are_counted_and_cost_no_exit_code(place: Path, site: Site) -> None:
    write_others(place / "raw")
    done = ita(place, "refresh", "--strict", "--metrics", "ita.prom")
    assert done.returncode == 0 and "documents 3, 3 read, 2 skipped, 0 partial" in done.stdout
    found = metrics(place / "ita.prom")
    assert found["ita_documents", "skipped"] == 2 and found["ita_documents_newly_skipped", ""] == 0
    site.answers["/a.txt"] = [document(QUALITY_ASSURANCE.encode())]
    newly = ita(place, "refresh", "--strict", "--metrics", "ita.prom")
    assert newly.returncode == 0 and "3 skipped (1 newly)" in newly.stdout, newly.stderr
    assert metrics(place / "ita.prom")["ita_documents_newly_skipped", ""] == 1


def test_the_exit_code_of_refresh_is_the_worse_of_both(place: Path, site: Site) -> None:
    add(place, f"{site.url}/b.pdf")
    absent = ita(place, "refresh")
    assert absent.returncode == 3 and "sources 1 new, 0 changed, 0 gone, 1 failed; documents 1," in absent.stdout
    site.answers["/b.pdf"] = [plain(pdf("not really a PDF"))]
    newly = ita(place, "refresh")
    assert newly.returncode == 3 and "0 partial, 1 failed (1 newly)" in newly.stdout
    assert ita(place, "refresh").returncode == 0
    site.answers.update({"/a.txt": [status(403)], "/b.pdf": [status(403)]})
    none = ita(place, "refresh")
    assert none.returncode == 4 and "2 failed; documents 2," in none.stdout and "(0 newly); release" in none.stdout


def test_a_second_fetch_at_a_time_is_refused_and_an_interrupted_one_leaves_nothing_half(
    place: Path, site: Site
) -> None:
    add(place, f"{site.url}/slow.pdf")
    site.answers["/slow.pdf"] = [silent]
    env = {**os.environ, **QUICK, "ITA_FETCH_READ_S": "600"}
    first = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "refresh"],
        cwd=place,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        for _ in range(2400):
            if {path for path, _ in site.asked} == {"/a.txt", "/slow.pdf"} and (
                place / "raw" / "2566" / "a.txt"
            ).exists():
                break
            time.sleep(0.05)
        second = ita(place, "fetch")
        assert second.returncode == 5 and "another fetch is writing to raw" in second.stderr
        assert ita(place, "refresh").returncode == 5
        first.send_signal(signal.SIGTERM)
        said = first.communicate(timeout=120)[0]
    finally:
        first.kill()
    assert first.returncode == 130 and "nothing released" in said and "exit code 130" in said
    assert sorted(p.name for p in (place / "raw" / ".fetch").iterdir()) == ["lock", "state.json"]
    assert ita(place, "fetch", "--only", "a.txt").stdout == "sources        1 (1 unchanged)\n"


def test_a_fetch_that_is_killed_leaves_whole_documents_and_the_next_one_goes_on(place: Path, site: Site) -> None:
    bodies = {f"/{n}.pdf": pdf(f"document {n}", 200_000) for n in range(12)}
    add(place, *(site.url + path for path in bodies))
    raw, env = place / "raw", {**os.environ, **QUICK, "ITA_FETCH_WORKERS": "2", "ITA_FETCH_DELAY_S": "0.02"}
    for asked in (2, 5, 8):
        site.asked.clear()
        site.answers.update(
            {path: [document(body) if n < asked else silent] for n, (path, body) in enumerate(bodies.items())}
        )
        fetching = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "fetch"], cwd=place, env=env, stderr=subprocess.DEVNULL
        )
        while len(site.asked) < asked and fetching.poll() is None:
            time.sleep(0.002)
        fetching.kill()
        assert fetching.wait() == -signal.SIGKILL, "those that are not answered keep it from ending"
        assert all(p.read_bytes() == bodies[f"/{p.name}"] for p in raw.glob("2566/*.pdf"))
    site.answers.update({path: [document(body)] for path, body in bodies.items()})
    done = ita(place, "fetch")
    assert done.returncode == 0 and "failed" not in done.stdout
    assert {f"/{p.name}": p.read_bytes() for p in raw.glob("2566/*.pdf")} == bodies
    assert sorted(p.name for p in (raw / ".fetch").iterdir()) == ["lock", "state.json"]
    assert ita(place, "fetch").stdout == "sources        13 (13 unchanged)\n"
