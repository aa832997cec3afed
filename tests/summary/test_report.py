"""``ita report``: figures that are those of their queries, text that stays text, a page that stands alone."""

from __future__ import annotations

import builtins
import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from support.question_archive import write_question_archive

import pipeline
from pipeline.cli.report_command import report
from pipeline.emit.schema.field_registry import arrow_schema
from pipeline.emit.store.releases import Release, find
from pipeline.summary import SummaryError
from pipeline.summary.report_page import report_page, sections_of
from pipeline.summary.report_section import Table, query_of
from pipeline.summary.write_report import write_report

FINDINGS = [
    {
        "finding_id": f"f{n}",
        "document_id": f"d{n // 2}",
        "source_file": "a.pdf",
        "rule": rule,
        "severity": severity,
        "state": state,
        "message": "-",
    }
    for n, (rule, severity, state) in enumerate(
        [
            ("repair.unresolved", "warning", "open"),
            ("repair.unresolved", "warning", "seen"),
            ("repair.unresolved", "warning", "open"),
            ("family.none", "error", "open"),
            ("repair.inferred", "info", "corrected"),
        ]
    )
]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m$x_{1}$"
CHROMIUM = shutil.which("chromium")
CHARTS = ("coverage", "scores", "changes", "questions", "measures", "texts", "findings")
pytest.importorskip("matplotlib", reason="matplotlib is not installed (extra report)")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release that has something of every section. Do not write to it."""
    home = tmp_path_factory.mktemp("summary")
    write_question_archive(home / "raw")
    pipeline.run(home / "raw", home / "processed", workers=1)
    folder = Path(str(find(home / "processed", "current").path), "findings")
    for path in folder.glob("*.parquet"):
        path.unlink()
    pq.write_table(pa.Table.from_pylist(list(FINDINGS), schema=arrow_schema("findings")), folder / "2566.parquet")
    listed = folder.parent / "manifest.json"
    manifest = json.loads(listed.read_text("utf-8"))
    manifest["files"] = [f for f in manifest["files"] if not f["path"].startswith("findings/")]
    manifest["files"].append({"path": "findings/2566.parquet"})
    listed.write_text(json.dumps(manifest), "utf-8")
    return home


@pytest.fixture(scope="module")
def release(home: Path) -> Release:
    return find(home / "processed", "current")


@pytest.fixture(scope="module")
def page(release: Release) -> str:
    return report_page(release, "th")


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def changed(release: Release, to: Path, dataset: str, change: Any) -> Release:
    """A copy of a release whose rows of a dataset are others."""
    shutil.copytree(release.path, to)
    for path in (to / dataset).glob("*.parquet"):
        pq.write_table(change(pq.read_table(path)), path)
    return Release(release.id, to, release.rows, release.created_at)


def replaced(table: pa.Table, column: str, value: str) -> pa.Table:
    at = table.schema.get_field_index(column)
    return table.set_column(at, table.schema.field(at), pa.array([value] * len(table), table.schema.field(at).type))


def tables_of(release: Release) -> list[Table]:
    return [table for section in sections_of(release) for table in section.tables]


def test_every_table_has_the_rows_of_its_query(home: Path, release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed (extra duckdb)")
    monkeypatch.chdir(home)
    filled = set()
    for table in tables_of(release):
        query = query_of(table, release)
        assert query is not None
        rows = duckdb.sql(query).fetchall()
        assert len(rows) == table.total, table.key
        for shown in table.rows:
            near = [row for row in rows if alike(row, shown)]
            assert near, (table.key, shown, rows[:5])
        filled |= {table.key} if rows else set()
    assert filled >= {
        "findings_by_rule",
        "scores_by_tool",
        "changes_by_year",
        "weakest_questions",
        "measures_by_year",
        "recurring_texts",
    }


def alike(row: tuple[Any, ...], shown: tuple[Any, ...]) -> bool:
    """Whether a row of a query is a row of the page, which may have explanations after it."""
    return all(a == pytest.approx(b) if isinstance(b, float) else a == b for a, b in zip(row, shown, strict=False))


def test_known_answers(release: Release) -> None:
    tables = {table.key: table for table in tables_of(release)}
    scores = {row[:2]: row for row in tables["scores_by_tool"].rows}
    assert scores[(2567, "total")][2] == 5 and scores[(2567, "total")][7:] == (4, 80.0)
    assert scores[(2567, "iit")][4:7] == (90.0, 93.0, 93.0)
    changes = {row[0]: row[1:] for row in tables["changes_by_year"].rows}
    assert changes[2567][:4] == (3, 2, 0, 1)
    by_rule = [row[:6] for row in tables["findings_by_rule"].rows]
    assert by_rule[:2] == [("family.none", "error", 1, 0, 0, 1), ("repair.unresolved", "warning", 2, 1, 0, 2)]


def test_the_page_stands_alone_and_its_links_lead_somewhere(page: str) -> None:
    elements = Elements(page).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    leads = [a[name] or "" for _, a in elements for name in ("href", "src") if name in a]
    assert leads and {lead.removeprefix("#") for lead in leads} <= set(ids)
    assert not {"script", "iframe", "object", "embed", "link", "base", "form"} & {tag for tag, _ in elements}
    assert not [a for _, a in elements if "style" in a or any(name.startswith("on") for name in a)]
    policy = next(a["content"] for _, a in elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    assert [key for key in CHARTS if f"{key}-title" in ids and f"{key}-desc" in ids] == list(CHARTS)
    assert "url(http" not in page and "@import" not in page


def test_the_same_release_gives_the_same_bytes_and_english_says_the_same_figures(release: Release, page: str) -> None:
    assert report_page(release, "th") == page
    english = report_page(release, "en")
    assert "Weakest questions" in english and "ข้อคำถามที่คะแนนต่ำสุด" in page
    assert "รหัสยังไม่แน่ใจพอ" in page and "A code is not sure enough" in english
    assert re.findall(r'<td class="number">([^<]*)<', page) == re.findall(r'<td class="number">([^<]*)<', english)


@pytest.mark.parametrize(
    ("dataset", "column"), [("texts", "text"), ("bodies", "kind"), ("findings", "rule"), ("codebook", "name_th")]
)
def test_text_of_a_release_is_never_markup(release: Release, tmp_path: Path, dataset: str, column: str) -> None:
    hostile = changed(release, tmp_path / "it", dataset, lambda table: replaced(table, column, HOSTILE))
    page = report_page(hostile, "th")
    tags = {tag for tag, _ in Elements(page).found}
    assert "&lt;script&gt;alert(1)" in page and not {"script", "img"} & tags and "\x1b" not in page


def test_a_hostile_agency_is_text(release: Release, tmp_path: Path) -> None:
    def failed(table: pa.Table) -> pa.Table:
        for column in ("agency", "source_file", "reason"):
            table = replaced(table, column, HOSTILE)
        return replaced(table, "status", "failed")

    page = report_page(changed(release, tmp_path / "it", "documents", failed), "th")
    assert page.count("&lt;script&gt;alert(1)") >= 3 and "<script" not in page and "\x1b" not in page


def test_a_release_of_nothing_makes_sense(release: Release, tmp_path: Path) -> None:
    shutil.copytree(release.path, tmp_path / "it")
    for path in (tmp_path / "it").glob("*/*.parquet"):
        pq.write_table(pq.read_table(path).slice(0, 0), path)
    page = report_page(Release(release.id, tmp_path / "it", dict.fromkeys(release.rows, 0), ""), "th")
    assert page.count("ไม่มีข้อมูลส่วนนี้ในชุดเผยแพร่") == 8 and "<svg" not in page and "measures_planned" in page


def test_the_command_writes_a_whole_file_or_none(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    options = ["--out", str(home / "processed"), "--to", str(path), "--lang", "en"]
    assert CliRunner().invoke(report, options).exit_code == 0
    assert path.read_text("utf-8").rstrip().endswith("</html>") and [p.name for p in tmp_path.iterdir()] == ["r.html"]
    refused = CliRunner().invoke(report, options)
    assert isinstance(refused.exception, SummaryError) and "--force" in str(refused.exception)
    path.write_text("before")
    assert CliRunner().invoke(report, [*options, "--force"]).exit_code == 0
    assert path.stat().st_size > 10_000


def test_without_matplotlib_a_sentence_says_what_to_install(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SummaryError, match=r"pip install '\.\[report\]'"):
        write_report(release, tmp_path / "r.html", "th", False)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")
def test_a_browser_shows_it_with_its_style_and_axe_finds_nothing_serious(page: str, tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed (extra dev)")
    (tmp_path / "r.html").write_text(page, "utf-8")
    with playwright.sync_playwright() as started:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = started.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        shown = browser.new_page(viewport={"width": 390, "height": 800})
        said: list[str] = []
        shown.on("console", lambda message: said.append(message.text))
        shown.goto((tmp_path / "r.html").as_uri())
        assert said == []  # the policy refused nothing
        assert shown.evaluate("getComputedStyle(document.querySelector('.tiles')).display") == "grid"
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = axe.Axe().run(shown).response["violations"]
        browser.close()
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in serious] == []
