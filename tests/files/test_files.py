from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline import files


@pytest.fixture(params=["disk", "memory", "s3"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> files.Place:
    """An empty folder of each kind."""
    if request.param == "disk":
        return tmp_path
    if request.param == "memory":
        pytest.importorskip("fsspec")
        return f"memory://{tmp_path.as_posix().lstrip('/')}"
    return files.join(request.getfixturevalue("s3"), "raw")


def test_bytes_come_back_and_are_replaced(folder: files.Place) -> None:
    place = files.join(folder, "2566", "รายงาน ผล #1 100%.pdf")
    files.write_bytes(place, b"one")
    files.write_bytes(place, b"two" * 1_000_000)
    assert files.read_bytes(place) == b"".join(files.blocks(place)) == b"two" * 1_000_000
    with files.local(place) as path:
        assert path.suffix == ".pdf" and path.read_bytes() == files.read_bytes(place)
    assert path.exists() == isinstance(place, Path)
    assert files.exists(place)
    files.remove(place)
    files.remove(place)
    assert not files.exists(place)


def test_a_walk_names_every_file_once_with_its_size(folder: files.Place, tmp_path: Path) -> None:
    source = tmp_path / ".source"
    source.write_bytes(b"%PDF-")
    for name in ("b/2.pdf", "b/1.txt", "a.txt", "โฟลเดอร์/ก ข.pdf", ".hidden", ".git/x.txt", "b/.y/z.txt"):
        files.put(source, files.join(folder, name))
    found = list(files.walk(folder))
    assert sorted(e.name for e in found) == sorted(["a.txt", "b/1.txt", "b/2.pdf", "โฟลเดอร์/ก ข.pdf"])
    assert {e.size for e in found} == {5}
    assert all(files.read_bytes(e.place) == b"%PDF-" for e in found)


def test_what_is_absent_is_said_so(folder: files.Place) -> None:
    place = files.join(folder, "absent.pdf")
    for read in (files.read_bytes, lambda p: list(files.blocks(p)), lambda p: files.local(p).__enter__().read_bytes()):
        with pytest.raises(FileNotFoundError, match=r"absent\.pdf"):
            read(place)


def test_a_stamp_changes_with_the_bytes(folder: files.Place) -> None:
    def stamp() -> str | None:
        (entry,) = files.walk(folder)
        return entry.stamp

    place = files.join(folder, "a.txt")
    files.write_bytes(place, b"one")
    if isinstance(place, Path):
        assert stamp() is None  # a change right now would have the same time
        os.utime(place, (1, 1))
        assert stamp() is None  # nor do times that somebody set tell
        return
    first = stamp()
    assert first == stamp() is not None
    files.write_bytes(place, b"two")
    assert stamp() != first


def test_a_stamp_of_a_disk_holds_once_the_clock_has_gone_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    monkeypatch.setattr(time, "time_ns", lambda: 10**20)
    (one,) = files.walk(tmp_path)
    (again,) = files.walk(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"two")
    os.utime(tmp_path / "a.txt", ns=(0, 0))
    (two,) = files.walk(tmp_path)
    assert one.stamp == again.stamp is not None and one.stamp != two.stamp


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("raw", Path("raw")),
        ("raw/", Path("raw")),
        (Path("raw"), Path("raw")),
        ("s3://b/raw/", "s3://b/raw"),
        ("S3://b", "S3://b"),
        ("file:///a%20b/c", Path("/a b/c")),
        ("file:/a", Path("/a")),
        ("a:b", Path("a:b")),
        ("simplecache::s3://b", "simplecache::s3://b"),
    ],
)
def test_places_that_people_type(typed: str | Path, place: files.Place) -> None:
    assert files.place(typed) == place
    assert files.is_remote(typed) == isinstance(place, str)


def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    target, stop, seen = tmp_path / "a", threading.Event(), set()
    files.write_bytes(target, b"a" * 300_000)

    def read() -> None:
        while not stop.is_set():
            seen.add(target.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for letter in b"bcdefgh":
        files.write_bytes(target, bytes([letter]) * 300_000)
    stop.set()
    reader.join()
    assert {(len(s), len(set(s))) for s in seen} == {(300_000, 1)}
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a"
    files.write_bytes(target, b"old")
    monkeypatch.setattr(os, "replace", lambda a, b: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        files.write_bytes(target, b"new")
    assert target.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_a_url_that_does_not_work_is_an_error_of_the_system_with_its_name() -> None:
    with pytest.raises(OSError, match="nosuch://bucket/a"):
        files.read_bytes("nosuch://bucket/a")


def test_a_disk_needs_no_fsspec(tmp_path: Path) -> None:
    code = """if True:
        import sys
        from pathlib import Path
        from pipeline import files
        files.write_bytes(Path(sys.argv[1]) / "a", b"a")
        assert [e.name for e in files.walk(files.place(sys.argv[1]))] == ["a"]
        with files.local(Path(sys.argv[1]) / "a") as path:
            assert files.read_bytes(path) == b"a"
        sys.exit("fsspec" in sys.modules)"""
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 0


def test_a_folder_that_cannot_be_listed_is_no_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be listed"):
        list(files.walk(tmp_path / "absent"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ImportError("Install s3fs to access S3"), "pip install '.[s3]'"),
        (type("NoCredentialsError", (Exception,), {})("none"), "set AWS_ACCESS_KEY_ID"),
        (PermissionError("Forbidden"), "who may read it"),
        (
            type("EndpointConnectionError", (Exception,), {})("no"),
            "http://minio:9000): no; check AWS_ENDPOINT_URL",
        ),
    ],
)
def test_errors_of_s3_name_bucket_endpoint_or_package(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.files.remote import os_errors

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://minio:9000")
    with pytest.raises(OSError) as told, os_errors("s3://reports/raw"):
        raise error
    assert said in str(told.value) and "s3://reports/raw" in str(told.value)
