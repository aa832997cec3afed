"""Small documents with what must come out of them; how a case is held against what came out."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cases import FOLDER, Case, answers, listing, main, printed, read_cases

CASES = read_cases(FOLDER)
REPORT = "a\tb\tc\nd\te\tf\n"


def case(must: str = "", must_not: str = "") -> Case:
    return Case(Path("x/a.pdf"), "text", (must,) if must else (), (must_not,) if must_not else (), "")


def write(folder: Path, *lines: str) -> Path:
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "cases.csv").write_text("\n".join(["file,command,must,must_not,why", *lines]), encoding="utf-8")
    return folder


def test_what_an_answer_lacks_and_must_not_have() -> None:
    assert case("ก ข").shortfalls("ก \t ข") == []
    assert case("กข").shortfalls("ก ข") == ["lacks 'กข'"]
    assert case("=ก ข").shortfalls("\nก\nข") == []
    assert case(must_not="=กข").shortfalls("ก\nข") == ["has '=กข'"]
    assert case(must_not="กข").shortfalls("ก\nข") == []


def test_cases_are_read_with_their_parts(tmp_path: Path) -> None:
    (read,) = read_cases(write(tmp_path, 'a.txt,tables,"a,b ¦ =d",x ¦ y,so'))
    assert (read.path, read.command, read.must, read.must_not, read.why) == (
        tmp_path / "a.txt",
        "tables",
        ("a,b", "=d"),
        ("x", "y"),
        "so",
    )


@pytest.mark.parametrize("line", ["a.txt,print,,,", "b.txt,text,,,"])
def test_a_case_that_cannot_be_tried_is_an_error(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match="no such command, or no such file"):
        read_cases(write(tmp_path, line))


def test_a_release_is_listed_by_status_rows_and_findings() -> None:
    rows = {
        "documents": [{"status": "partial", "reason": "page 2 is lost"}],
        "indicators": [{}, {}],
        "findings": [{"rule": "a.b", "severity": "error"}] * 2,
    }
    lines = list(
        listing(
            "a.pdf", {name: rows.get(name, []) for name in (*rows, "measures", "agency_results", "scores", "oit_items")}
        )
    )
    assert lines[:3] == ["status=a.pdf:partial page 2 is lost", "indicators=2", "measures=0"]
    assert lines[-1] == "finding=a.b:error" and len(lines) == 7


def test_the_command_names_the_cases_that_do_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 'a.txt,tables,"d,e,f",,', "a.txt,text,g,,the letter")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"{tmp_path.name}/a.txt text: lacks 'g' [the letter]",
        "1 of 2 cases hold",
    ]
    assert main([str(tmp_path), "--only", "tables"]) == 0


def test_what_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "binary.txt"
    path.write_bytes(bytes(range(256)) * 9)
    assert "binary" in printed("text", path) and "Traceback" not in printed("text", path)
    unread = Case(path, "run", (), (), "")
    assert answers([unread])[unread].startswith("nothing released: ")


def test_every_line_of_the_cases_can_be_tried() -> None:
    cases = read_cases(FOLDER)
    named = {case.path for case in cases}
    files = {path for path in FOLDER.rglob("*") if path.parent != FOLDER and path.is_file()}
    assert files == named
    assert all(case.must or case.must_not for case in cases)


@pytest.fixture(scope="module")
def released() -> dict[Case, str]:
    """What one release holds for all cases that are run."""
    return answers([case for case in CASES if case.command == "run"])


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case.name) for case in CASES],
)
def test_what_comes_out_of_a_case(case: Case, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue("released")[case] if case.command == "run" else printed(case.command, case.path)
    assert case.shortfalls(answer) == [], case.why
