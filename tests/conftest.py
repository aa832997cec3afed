"""What the tests share: the archive that the project ships, and one release of it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

# No test asserts a time: a busy machine is no failure.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")

ROOT = Path(__file__).parents[1]
os.environ["ITA_FETCH_ALLOW_HOSTS"] = "127.0.0.1"  # the web sites of the tests are on this machine


LONG = ("test_project.py", "docs", "cli", "batch", "extract", "emit", "normalize", "benchmarks", "refresh", "review")
"""Where tests take long, in minutes of a file at most: runs of the command line, kills, scans."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return two processes more than there are cores: many tests wait for processes of their own."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first: files are handed out in this order, and one that began last would be waited for."""
    places = {name: k for k, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.relative_to(ROOT / "tests").parts[0], len(places)))


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The documents to develop against: ``$ITA_CORPUS``, else ``../shared/corpus``; skips the test without."""
    path = Path(os.environ.get("ITA_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not path.is_dir():
        pytest.skip(f"no corpus at {path}; set ITA_CORPUS")
    return path


@pytest.fixture(scope="session")
def raw() -> Path:
    """The archive that the project ships."""
    return ROOT / "raw"


@pytest.fixture(scope="session")
def made_once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str, Callable[[Path], None]], Path]:
    """Makes a folder by its name: the first process of the tests that asks does it, the others find it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, mark = shared / name, shared / f"{name}.made"
        with FileLock(shared / f"{name}.lock"):
            if not mark.exists():
                folder.mkdir(exist_ok=True)
                fill(folder)
                mark.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def released(made_once: Callable[[str, Callable[[Path], None]], Path], raw: Path) -> Path:
    """A folder of releases (``processed``) with a release of the shipped archive. Do not write to it."""

    def fill(folder: Path) -> None:
        import pipeline

        pipeline.run(raw, folder / "processed", workers=2)

    return made_once("released", fill) / "processed"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server on this machine."""
    pytest.importorskip("s3fs", reason="s3fs is not installed (extra s3)")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket of this test; the environment leads there, that of subprocesses too.

    Worker processes of a run inside the test process may have been prepared before: call `ita` as a subprocess.
    """
    import fsspec

    for name, value in (
        ("AWS_ENDPOINT_URL", s3_server),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    bucket = f"bucket-{uuid.uuid4().hex[:12]}"
    fsspec.filesystem("s3").mkdir(bucket)
    return f"s3://{bucket}"
