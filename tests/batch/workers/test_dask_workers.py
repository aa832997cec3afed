"""A real Dask scheduler and two workers on loopback: the same release, also when a worker is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.release import parquet_hashes
from support.reports import report

import pipeline
from pipeline import files
from pipeline.batch import NoEngine, run_batch
from pipeline.batch.cache.document_record import Limits
from pipeline.batch.workers import dask_workers
from pipeline.batch.workers.dask_workers import ClusterSettings
from pipeline.batch.workers.dispatch import read_all
from pipeline.batch.workers.executors import engine
from pipeline.emit import ReleaseError
from pipeline.emit.store.releases import sha256
from pipeline.settings import Settings

pytest.importorskip("distributed", reason="the extra dask is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def start(*arguments: str, **more: str) -> subprocess.Popen[bytes]:
    env = {
        **os.environ,
        **more,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=env,
    )


def worker(address: str, store: str) -> subprocess.Popen[bytes]:
    return start(
        "worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
        "--death-timeout",
        "60",
        AWS_ENDPOINT_URL=store,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
    )


@pytest.fixture(scope="module")
def cluster(s3_server: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its workers."""
    from distributed import Client

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    scheduler = start("scheduler", "--host", address, "--no-dashboard")
    workers = [worker(address, s3_server), worker(address, s3_server)]
    try:
        with Client(address, timeout=120) as client:
            client.wait_for_workers(2, timeout=120)
        yield address, workers
    finally:
        for process in [*workers, scheduler]:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Kills a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "raw"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n}.txt").write_text(report(f"กรมที่ {n}"), encoding="utf-8")
    (folder / "seed.pdf").write_bytes((raw / "2566" / "seed-word.pdf").read_bytes())
    corrections = "source_file,dataset,code,field,printed,right\n"
    corrections += "1.txt,indicators,I1,score,88.10,88.2\n2.txt,indicators,I1,score,1,2\n"
    (folder / "corrections.csv").write_text(corrections, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    return folder


@pytest.fixture(scope="module")
def local(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The release that worker processes of this machine make."""
    out = tmp_path_factory.mktemp("local")
    pipeline.run(archive, out, workers=2)
    return parquet_hashes(pipeline.release_path(out))


def test_a_cluster_gives_the_same_release(cluster, archive: Path, local: dict[str, str], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    address, _ = cluster
    result = pipeline.run(archive, tmp_path, engine="dask", scheduler=address)
    assert result.to_read == 14 and result.statuses == {"ok": 13, "failed": 1}
    assert parquet_hashes(pipeline.release_path(tmp_path)) == local


def test_a_cluster_reads_and_keeps_and_releases_in_an_object_store(
    cluster,
    archive: Path,
    local: dict[str, str],
    s3: str,
    tmp_path: Path,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for path in archive.iterdir():
        files.put(path, f"{s3}/raw/{path.name}")
    settings = Settings(
        raw=f"{s3}/raw", out=f"{s3}/processed", cache=f"{s3}/cache", engine="dask", scheduler=cluster[0]
    )
    result = run_batch(settings)
    assert result.to_read == 14 and result.statuses == {"ok": 13, "failed": 1}
    there = {
        e.name: sha256(e.place) for e in files.walk(pipeline.release_path(settings.out)) if e.name.endswith(".parquet")
    }
    assert there == local
    again = run_batch(settings)
    assert again.to_read == 0 and again.release.unchanged
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [], "nothing is left on this machine"


def test_limits_hold_on_a_cluster_too(cluster, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from support.factories import source
    from support.faulty_workers import work

    from pipeline.batch.plan.document_task import Task
    from pipeline.batch.plan.fingerprint import keys

    def reasons(limits: Limits, *names: str) -> dict[str, str | None]:
        seen = {}
        named = [source(f"{name}.pdf") for name in names]
        with engine(1, limits, cluster[0]) as workers:
            read_all(
                [Task(s, keys(s), tmp_path, "", limits) for s in named],
                workers,
                lambda record, spent: seen.update({Path(record.source_file).stem: record.reason}),
                work,
            )
        return seen

    said = reasons(Limits(120, 500), "killed", "eats", "good") | reasons(Limits(3, 500), "hangs")
    assert said.pop("good") is None
    for name, words in (("hangs", "longer than 3 s"), ("killed", "was killed"), ("eats", "more memory")):
        assert words in said[name]


def test_a_worker_with_other_software_is_not_believed(cluster, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from support.factories import source

    from pipeline.batch.plan.document_task import Task
    from pipeline.batch.plan.fingerprint import Keys

    address, _ = cluster
    limits = Limits(60, 0)
    with pytest.raises(ReleaseError, match="has other versions"), engine(1, limits, address) as workers:
        read_all(
            [Task(source("a.pdf"), Keys("other", "other", "other"), tmp_path, "", limits)],
            workers,
            lambda record, spent: None,
        )


def test_a_cluster_that_is_not_there_is_told(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_workers, "CLUSTER", ClusterSettings(connect_s=1))
    with pytest.raises(NoEngine, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        pipeline.run(archive, tmp_path, engine="dask", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(NoEngine, match="--scheduler"):
        pipeline.run(archive, tmp_path, engine="dask")


def test_a_worker_killed_in_the_midst_is_made_up_for(
    cluster, archive: Path, local: dict[str, str], tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    address, workers = cluster
    read = []

    def done(record: object, spent: object) -> None:
        read.append(record)
        if len(read) == 3:
            threading.Thread(target=stop, args=[workers[0]]).start()
            time.sleep(0.2)

    result = run_batch(Settings(raw=archive, out=tmp_path, engine="dask", scheduler=address), done=done)
    assert workers[0].poll() is not None and len(read) > 3
    assert result.statuses == {"ok": 13, "failed": 1}
    assert parquet_hashes(pipeline.release_path(tmp_path)) == local


def test_a_cluster_whose_workers_are_all_gone_ends_the_run(
    cluster, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    """The last test of this file: nobody is left after it."""
    monkeypatch.setattr(dask_workers, "CLUSTER", ClusterSettings(poll_s=0.2, no_worker_s=1.0))
    address, workers = cluster
    with pytest.raises(ReleaseError, match="all of its workers were lost"):
        run_batch(
            Settings(raw=archive, out=tmp_path, engine="dask", scheduler=address),
            done=lambda record, spent: [stop(process) for process in workers],
        )
    assert not (tmp_path / "current.json").exists()
    with pytest.raises(NoEngine, match="has no workers"):
        pipeline.run(archive, tmp_path, engine="dask", scheduler=address)
