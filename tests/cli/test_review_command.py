"""``ita review``: where the pages go, and what is refused."""

from __future__ import annotations

from pathlib import Path

from support.ita_process import ita


def test_pages_of_a_release_stand_in_a_folder_that_opens_from_the_disk(workspace: Path, tmp_path: Path) -> None:
    done = ita("review", "--to", tmp_path / "pages", "--all", cwd=workspace)
    assert done.returncode == 0 and done.stdout.strip() == str(tmp_path / "pages" / "index.html")
    assert "กรมทางหลวง" in (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "pages").glob("documents/*/p*.html"))) == 5


def test_a_folder_with_other_files_is_refused(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    done = ita("review", "--to", tmp_path, cwd=workspace)
    assert done.returncode == 2 and "holds other files" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_folder_and_a_server_are_not_asked_for_at_once(workspace: Path, tmp_path: Path) -> None:
    done = ita("review", "--serve", "--to", tmp_path / "pages", cwd=workspace)
    assert done.returncode == 2 and "--to" in done.stderr
