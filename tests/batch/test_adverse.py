"""Archives and machines in bad conditions: files that change while they are read, read-only disks, no home folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from support.release import parquet_hashes
from support.reports import report

import pipeline
from pipeline.acquire import acquire
from pipeline.batch import run_batch
from pipeline.batch.cache import run_index
from pipeline.batch.cache.document_record import TRANSIENT
from pipeline.emit import ReleaseError
from pipeline.settings import Settings

AGENCIES = ("เทศบาลนครขอนแก่น", "กรมการแพทย์", "กรมทางหลวง")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for n, agency in enumerate(AGENCIES):
        (folder / f"{n}.txt").write_text(report(agency), encoding="utf-8")
    return folder


def ita(*args: str | Path, before: tuple[str, ...] = (), **env: str) -> subprocess.CompletedProcess[str]:
    """The command line, called by another program where ``before`` names one."""
    return subprocess.run(
        [*before, sys.executable, "-m", "pipeline", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ITA_WORKERS": "1", **env},
    )


def elsewhere(*mounts: str) -> tuple[str, ...]:
    """What runs a program where other disks are mounted, which nobody else sees; skips where that is not allowed."""
    unshare = shutil.which("unshare")
    command = (unshare or "", "--mount", "sh", "-c", f'{" && ".join(mounts)} && exec "$@"', "sh")
    if unshare is None or subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted: needs root on Linux")
    return command


def test_a_document_that_is_replaced_while_the_run_reads_is_not_taken_for_the_old_one(
    archive: Path, tmp_path: Path
) -> None:
    victim = archive / "1.txt"
    old, new = victim.read_text(encoding="utf-8"), report("กรมการแพทย์", "11.11")

    def run(meanwhile: str) -> tuple[int, dict[str, int], tuple[tuple[str, str, str], ...]]:
        done = run_batch(
            Settings(raw=archive, out=tmp_path / "out", workers=1),
            planned=lambda *_: victim.write_text(meanwhile, encoding="utf-8"),
        )
        return done.to_read, done.statuses, done.bad

    to_read, statuses, bad = run(meanwhile=new)
    assert (to_read, statuses) == (3, {"ok": 2, "failed": 1})
    assert bad[0][2].startswith("1.txt: the file cannot be read (it was replaced while the run was under way)")
    assert 11.11 not in set(pipeline.load("indicators", tmp_path / "out")["score"])
    victim.write_text(old, encoding="utf-8")
    assert run(meanwhile=old) == (1, {"ok": 3}, ()), (
        "the bytes that failed are back: nothing of the others was kept as theirs"
    )
    pipeline.run(archive, tmp_path / "fresh", workers=1)
    assert parquet_hashes(pipeline.release_path(tmp_path / "out")) == parquet_hashes(
        pipeline.release_path(tmp_path / "fresh")
    )


def test_what_a_disk_did_not_give_is_asked_for_again_by_every_run(archive: Path, tmp_path: Path) -> None:
    """Not only when that is asked for, as of documents that failed by themselves."""
    victim = archive / "1.txt"
    content = victim.read_bytes()
    settings = Settings(raw=archive, out=tmp_path / "out", workers=1)
    gone = run_batch(settings, planned=lambda *_: victim.unlink())
    assert gone.statuses == {"ok": 2, "failed": 1} and "The next run tries again" in gone.bad[0][2]
    victim.write_bytes(content)
    known = run_index.load(tmp_path / "out" / "cache").last
    assert known is not None and known.failed == (TRANSIENT,)
    again = run_batch(settings)
    assert (again.to_read, again.statuses) == (1, {"ok": 3})
    assert run_batch(settings).release.unchanged


def test_releases_and_archive_may_move(archive: Path, tmp_path: Path) -> None:
    first = pipeline.run(archive, tmp_path / "out")
    archive.rename(tmp_path / "elsewhere")
    (tmp_path / "out").rename(tmp_path / "moved")
    again = pipeline.run(tmp_path / "elsewhere", tmp_path / "moved")
    assert again.to_read == 0 and again.release.unchanged and again.release.id == first.release.id
    assert (tmp_path / "moved" / "current").resolve() == tmp_path / "moved" / "releases" / first.release.id


def test_a_replaced_file_that_is_no_better_is_not_newly_bad(archive: Path, tmp_path: Path) -> None:
    (archive / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    assert len(pipeline.run(archive, tmp_path / "out").newly_bad) == 1
    (archive / "broken.pdf").write_bytes(b"%PDF-1.5 and nothing else")
    assert pipeline.run(archive, tmp_path / "out").newly_bad == ()


def test_an_index_that_cannot_be_kept_costs_the_next_run_only(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(run_index, "store", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        result = pipeline.run(archive, tmp_path / "out")
    assert result.release is not None and "No space left on device" in result.notes[-1]
    assert pipeline.release_path(tmp_path / "out").name == result.release.id
    assert pipeline.run(archive, tmp_path / "out").release.unchanged


def test_links_that_go_round_and_files_that_are_none(archive: Path) -> None:
    before = [d.source.source_file for d in acquire(archive).documents]
    (archive / "sub").mkdir()
    (archive / "sub" / "up").symlink_to(archive, target_is_directory=True)
    (archive / "here").symlink_to(".", target_is_directory=True)
    os.mkfifo(archive / "pipe.pdf")
    (archive / "folder.pdf").mkdir()
    assert [d.source.source_file for d in acquire(archive).documents] == before
    (archive / "self.pdf").symlink_to("self.pdf")
    found = {d.source.source_file: d.problem for d in acquire(archive).documents}
    assert found.keys() - set(before) == {"self.pdf"} and "symbolic links" in (found["self.pdf"] or "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems name deep folders otherwise")
def test_folders_too_deep_are_said_and_no_document_is_lost_in_silence(archive: Path, tmp_path: Path) -> None:
    made, here = 0, os.open(archive, os.O_RDONLY)
    for _ in range(50):
        os.mkdir("d" * 100, dir_fd=here)
        deeper = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here, made = deeper, made + 1
    os.close(here)
    with pytest.raises(
        pipeline.acquire.ArchiveError, match=r"the archive cannot be read: .{80,120}… lies too deep"
    ) as said:
        pipeline.run(archive, tmp_path / "out")
    assert made == 50 and len(str(said.value)) < 300
    subprocess.run(["rm", "-r", archive / ("d" * 100)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="permissions are others elsewhere")
def test_one_file_that_may_not_be_read_costs_itself_and_comes_back(archive: Path, tmp_path: Path) -> None:
    """Also for root, who needs to be told not to use his powers."""
    who: tuple[str, ...] = ()
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("setpriv is not installed")
        who = (setpriv, "--bounding-set=-dac_override,-dac_read_search")
    pipeline.run(archive, tmp_path / "out", workers=1)
    (archive / "1.txt").chmod(0)
    denied = ita("run", archive, "--out", tmp_path / "out", before=who)
    assert (
        denied.returncode == 3 and "failed (new): 1.txt: the file cannot be read (Permission denied)" in denied.stderr
    )
    assert "2 ok, 1 failed" in denied.stdout and "0 read now" in denied.stdout
    (archive / "1.txt").chmod(0o644)
    assert pipeline.run(archive, tmp_path / "out", workers=1).statuses == {"ok": 3}


def test_an_archive_that_may_only_be_read(archive: Path, tmp_path: Path) -> None:
    read_only = elsewhere(f"mount --bind '{archive}' '{archive}'", f"mount -o remount,bind,ro '{archive}'")
    done = ita("refresh", archive, "--out", tmp_path / "out", before=read_only)
    assert done.returncode == 0, done.stderr
    assert len(pipeline.load("documents", tmp_path / "out")) == 3
    (archive / "sources.yml").write_text("sources:\n  - {url: 'file:///etc/hostname', file: 3.txt}\n", encoding="utf-8")
    told = ita("refresh", archive, "--out", tmp_path / "out", before=read_only)
    assert told.returncode == 4 and "cannot be written (Read-only file system)" in told.stderr
    assert "documents 3, 0 read" in told.stdout, "what is there is released all the same"


def test_a_machine_without_shared_memory_is_told(archive: Path, tmp_path: Path) -> None:
    done = ita("run", archive, "--out", tmp_path / "out", before=elsewhere("mount -t tmpfs -o ro none /dev/shm"))
    assert done.returncode == 4 and "/dev/shm" in done.stderr and "Traceback" not in done.stderr


def test_a_machine_that_starts_no_processes_is_told(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pipeline.batch.workers.process_pool.LocalEngine.start_pool",
        lambda self: (_ for _ in ()).throw(BlockingIOError(11, "Try again")),
    )
    with pytest.raises(ReleaseError, match=r"no worker processes can be started here \(Try again\)"):
        pipeline.run(archive, tmp_path / "out")


@pytest.mark.parametrize("home", [None, "/dev/null/none"])
def test_nobody_needs_a_home(archive: Path, tmp_path: Path, home: str | None) -> None:
    """As of a service: libraries that want to make a folder there must not cost a document."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HOME", "XDG", "PYTHAINLP"))}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", str(archive), "--out", str(tmp_path / "out"), "--workers", "1"],
        env={**env, **({"HOME": home} if home else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "ขอนแก่น" in set(pipeline.load("documents", tmp_path / "out")["province"])


def test_nothing_is_left_in_a_home(archive: Path, raw: Path, tmp_path: Path) -> None:
    shutil.copy(raw / "2566" / "seed-word.pdf", archive)
    (tmp_path / "home").mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG", "PYTHAINLP"))}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", str(archive), "--out", str(tmp_path / "out"), "--workers", "1"],
        env={**env, "HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "home").rglob("*")) == []


def heeded() -> None:
    """What ran the tests may have had these ignored (nohup, a shell's background): the run would inherit that."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def started(archive: Path, out: Path) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """A run that has read its first document, and the processes that it started."""
    run = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", str(archive), "--out", str(out), "--workers", "2", "--force"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        preexec_fn=heeded,
    )
    assert run.stderr is not None
    assert any('"event": "document_read"' in line for line in run.stderr)
    return run, psutil.Process(run.pid).children(recursive=True)


@pytest.fixture
def long_archive(archive: Path, raw: Path) -> Path:
    """One that takes a while: the short documents are read last."""
    for n in range(3):
        content = (raw / "2566" / "seed-word.pdf").read_bytes()
        (archive / f"long-{n}.pdf").write_bytes(content + b"%% %d\n" % n + content[-2048:])
    return archive


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", ["again and again", "everybody", "hang up"])
def test_an_end_from_outside_leaves_nobody_and_the_next_run_goes_on(
    long_archive: Path, tmp_path: Path, how: str
) -> None:
    """Ctrl-C by somebody impatient; SIGTERM to every process, workers first; a terminal that is closed."""
    out = tmp_path / "out"
    run, family = started(long_archive, out)
    if how == "again and again":
        while run.poll() is None:
            run.send_signal(signal.SIGINT)
            time.sleep(0.02)
    elif how == "everybody":
        for process in [*reversed(family), psutil.Process(run.pid)]:
            process.terminate()
    else:
        run.send_signal(signal.SIGHUP)
    said = run.communicate(timeout=120)[1]
    assert run.returncode == 130, said
    assert "kept in the cache; the release before, if any, stands" in said and "Traceback" not in said
    assert psutil.wait_procs(family, timeout=120)[1] == []
    assert not (out / "current.json").exists() and not (out / ".lock.json").exists()
    if how == "everybody":
        assert pipeline.run(long_archive, out, workers=1).statuses == {"ok": 6}, (
            "whose worker was told to end is read again"
        )


def test_a_log_that_is_no_terminals_is_json_line_by_line(archive: Path, tmp_path: Path) -> None:
    (archive / "sources.yml").write_text(
        "sources:\n  - {url: 'file:///absent.pdf', file: a.pdf}\n  - {file: b.pdf}\n", encoding="utf-8"
    )
    (archive / "notes.docx").write_bytes(b"")
    (archive / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    done = ita(
        "refresh",
        archive,
        "--out",
        tmp_path / "out",
        "--metrics",
        "/absent/ita.prom",
        ITA_HEARTBEAT_URL="http://127.0.0.1:9/ping",
    )
    said = [json.loads(line).get("message", "") for line in done.stderr.splitlines()]
    for words in (
        "failed: file:///absent.pdf",
        "names b.pdf",
        "failed (new): broken.pdf",
        "metrics could not",
        "heartbeat could not",
    ):
        assert any(words in sentence for sentence in said), words
