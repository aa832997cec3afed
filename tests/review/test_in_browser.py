"""The pages in a real browser, in Thai: findings, cells that light up, corrections, keyboard, accessibility."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from support.reviewed_release import HOSTILE_NAME, HOSTILE_REPORT, PDF, Inline, id_of, release_of

pytest.importorskip("flask", reason="flask is not installed (extra review)")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")


@dataclass
class Served:
    """A server of the release: its address, and what was saved."""

    address: str = ""
    saved: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield started
        started.close()


@pytest.fixture(scope="module")
def served(reviewed: Path) -> Iterator[Served]:
    """The release, served at a port of this machine."""
    made = Served()
    with serving(reviewed, made.saved.append) as made.address:
        yield made


@contextmanager
def serving(home: Path, save: Callable[[dict[str, str]], None]) -> Iterator[str]:
    """Serves a folder with raw/ and processed/; gives the address."""
    import waitress

    from pipeline.review.review_server import make_app
    from pipeline.review.review_site import ReviewSite

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    site = ReviewSite(lambda: release_of(home), home / "raw", Inline)
    server = waitress.create_server(make_app(site, "127.0.0.1", port, save), sockets=[listening])
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{port}"
    server.close()


@pytest.fixture(scope="module")
def folder(reviewed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same release as a folder of pages."""
    from pipeline.review.static_pages import write_pages

    to = tmp_path_factory.mktemp("folder") / "pages"
    write_pages(release_of(reviewed), reviewed / "raw", to, True, Inline, lambda done, todo: None)
    return to


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A new window; an error of a script or a request to anywhere else fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="th-TH")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("dialog", lambda dialog: problems.append(f"a dialog says {dialog.message}"))
    opened.on("request", lambda r: r.url.startswith(("http://127.0.0.1:", "file:", "blob:")) or problems.append(r.url))
    opened.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    yield opened
    context.close()
    assert problems == []


def open_finding(page: Any, served: Served) -> None:
    """Find the warning in the list and go to its page."""
    page.goto(served.address)
    page.get_by_label("ระดับ").select_option(label="คำเตือน")
    page.wait_for_url("**#severity=1")
    page.locator("#list tr", has_text=PDF).get_by_role("link").click()
    page.locator("#findings").wait_for()


def test_a_finding_is_found_and_its_cell_lit_on_the_picture(page: Any, served: Served) -> None:
    open_finding(page, served)
    page.keyboard.press("j")
    finding = page.locator(":focus")
    assert finding.get_attribute("class").startswith("finding warning")
    cell = page.locator("rect.lit")
    assert cell.count() == 1  # of the row, the one of the field that the finding is about
    paper, lit = page.locator(".sheet img").bounding_box(), cell.bounding_box()
    assert paper["x"] <= lit["x"] and lit["x"] + lit["width"] <= paper["x"] + paper["width"] + 1
    assert page.locator(".sheet img").evaluate("async img => { await img.decode(); return img.naturalWidth }") > 500
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


def test_a_row_lights_its_cells_and_a_cell_its_row(page: Any, served: Served) -> None:
    open_finding(page, served)
    row = page.locator("article.row", has_text="คะแนนรวม").nth(1)
    row.get_by_role("button").first.click()
    keys = set(row.get_attribute("data-cells").split())
    assert {e.get_attribute("data-cell") for e in page.locator("rect.lit").all()} == keys
    field = row.locator("dl > div", has_text="คะแนนรวม")
    field.locator("dt").click()
    assert [e.get_attribute("data-cell") for e in page.locator("rect.lit").all()] == [field.get_attribute("data-cells")]
    other = page.locator("article.row", has_text="คะแนนรวม").nth(2)
    page.locator(f'rect[data-cell="{other.get_attribute("data-cells").split()[1]}"]').click()
    assert "lit" in other.get_attribute("class") and "lit" not in row.get_attribute("class")


def test_a_correction_is_sent_and_says_when_it_takes_effect(page: Any, served: Served) -> None:
    open_finding(page, served)
    row = page.locator("article.row", has_text="คะแนนรวม").nth(1)
    shown = row.locator("dl > div", has_text="คะแนนรวม")
    printed = shown.locator(".value").inner_text()
    shown.get_by_role("button", name="แก้ไข").click()
    page.get_by_label("ผู้ตรวจ").fill("เจ้าหน้าที่")
    page.get_by_label("ค่าที่ถูกต้อง").fill("84.65")
    page.get_by_label("เหตุผล").fill("อ่านผิด")
    page.get_by_role("button", name="บันทึก").click()
    row.get_by_text("มีผลเมื่อประมวลผลครั้งถัดไป").wait_for()
    saved = served.saved[-1]
    assert (saved["source_file"], saved["field"], saved["printed"]) == (PDF, "total", printed)
    assert (saved["right"], saved["who"], saved["why"]) == ("84.65", "เจ้าหน้าที่", "อ่านผิด")


def test_in_a_folder_corrections_become_a_file(page: Any, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_label("ค้นหา").fill(PDF)
    page.get_by_role("status").get_by_text("แสดง 1 จาก 1").wait_for()
    page.locator("#list a").click()
    row = page.locator("article.row", has_text="คะแนนรวม").first
    row.locator("dl > div", has_text="คะแนนรวม").get_by_role("button", name="แก้ไข").click()
    page.get_by_label("ผู้ตรวจ").fill("เจ้าหน้าที่")
    page.get_by_label("ค่าที่ถูกต้อง").fill('=1+"')
    page.get_by_role("button", name="บันทึก").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="ดาวน์โหลดรายการแก้ไข (1)").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2 and PDF in lines[1] and '"\'=1+"""' in lines[1]


def test_hostile_text_stays_text(page: Any, folder: Path, reviewed: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_label("ค้นหา").fill("onerror")
    page.get_by_role("status").get_by_text("แสดง 1 จาก 1").wait_for()
    assert HOSTILE_NAME in page.locator("#list").inner_text()
    page.goto((folder / "documents" / id_of(reviewed, HOSTILE_NAME) / "p1.html").as_uri())
    assert "<script>" in page.locator("main").inner_text() and page.title() != "owned"


def test_the_pages_are_in_english_where_that_is_chosen(page: Any, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "th"
    page.get_by_role("button", name="English").click()
    assert page.get_by_label("Severity").is_visible() and page.locator("html").get_attribute("lang") == "en"
    page.reload()
    assert page.get_by_role("button", name="ไทย").is_visible()


def test_what_a_rule_means_is_said_in_the_language_of_the_page(page: Any, served: Served) -> None:
    open_finding(page, served)
    rule = page.locator("#findings details.rule").first
    rule.locator("summary").click()
    assert rule.locator(".in-th").is_visible() and not rule.locator(".in-en").is_visible()
    page.get_by_role("button", name="English").click()
    assert rule.locator(".in-en").is_visible() and not rule.locator(".in-th").is_visible()


def test_a_narrow_screen_needs_no_scrolling_to_the_side(page: Any, folder: Path, reviewed: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("index.html", f"documents/{id_of(reviewed, PDF)}/p1.html"):
        page.goto((folder / path).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["list", "document"])
def test_axe_finds_nothing_serious(browser: Any, folder: Path, reviewed: Path, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(color_scheme=scheme)
    path = "index.html" if name == "list" else f"documents/{id_of(reviewed, PDF)}/p2.html#first"
    page.goto(f"{folder.as_uri()}/{path}")
    found = Axe().run(page).response["violations"]
    page.close()
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in serious] == []


def test_what_was_corrected_and_seen_is_so_after_the_next_run(browser: Any, reviewed: Path, tmp_path: Path) -> None:
    import pipeline
    from pipeline.acquire.corrections_file import put_correction

    home = tmp_path / "here"
    shutil.copytree(reviewed, home, symlinks=True)
    with serving(home, lambda row: put_correction(home / "raw", row)) as address:
        page = browser.new_page()
        page.set_default_timeout(10_000)
        document = f"{address}/documents/{id_of(home, PDF)}/p1.html"
        page.goto(document)
        finding = page.locator(".finding.warning").first
        finding_id = finding.get_attribute("data-finding")
        finding.get_by_role("button", name="ตรวจแล้ว ถูกต้อง").click()
        page.get_by_label("ผู้ตรวจ").fill("เจ้าหน้าที่")
        page.get_by_role("button", name="บันทึก").click()
        finding.get_by_text("บันทึกแล้ว").wait_for()
        total = page.locator("article.row", has_text="คะแนนรวม").first.locator("dl > div", has_text="คะแนนรวม")
        printed = total.locator(".value").inner_text()
        total.get_by_role("button", name="แก้ไข").click()
        page.get_by_label("ค่าที่ถูกต้อง").fill("12.5")
        page.get_by_role("button", name="บันทึก").click()
        page.locator("article.row .state", has_text="บันทึกแล้ว").wait_for()
        page.reload()
        assert page.locator("article.row .was", has_text="บันทึกแล้ว").inner_text().startswith("12.5")
        assert "saved" in page.locator(f'[data-finding="{finding_id}"]').get_attribute("class").split()

        pipeline.run(home / "raw", home / "processed", workers=1)
        page.goto(document)
        assert "seen" in page.locator(f'[data-finding="{finding_id}"]').get_attribute("class").split()
        total = page.locator("article.row", has_text="คะแนนรวม").first.locator("dl > div", has_text="คะแนนรวม")
        assert total.locator(".value").inner_text() == "12.5"
        assert printed in total.locator(".was").inner_text() and "แก้ไขแล้ว" in total.locator(".was").inner_text()

        shutil.copy(ROOT / "raw" / "2567" / "score-sheet.pdf", home / "raw" / PDF)
        page.goto(document)
        assert page.get_by_text("ไฟล์ต้นฉบับเปลี่ยนไปหลังจากอ่าน").is_visible()
        pipeline.run(home / "raw", home / "processed", workers=1, max_loss=1)
        page.goto(f"{address}/documents/{id_of(home, PDF)}/p1.html")
        assert page.get_by_text("correct.stale").count() + page.get_by_text("correct.unmatched").count() >= 1
        page.close()


def test_a_finding_whose_value_was_corrected_is_closed_after_the_next_run(browser: Any, tmp_path: Path) -> None:
    import pipeline
    from pipeline.acquire.corrections_file import put_correction

    (tmp_path / "raw").mkdir()
    unknown_code = HOSTILE_REPORT.replace("I1 ", "I77 ")
    (tmp_path / "raw" / "report.txt").write_text(unknown_code, encoding="utf-8")
    pipeline.run(tmp_path / "raw", tmp_path / "processed", workers=1)
    with serving(tmp_path, lambda row: put_correction(tmp_path / "raw", row)) as address:
        page = browser.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"{address}/documents/{id_of(tmp_path, 'report.txt')}/p1.html")
        finding = page.locator(".finding.open", has_text="repair.unknown")
        finding_id = finding.get_attribute("data-finding")
        fields = page.locator('article.row[data-dataset="indicators"] dl > div')
        code = fields.filter(has=page.get_by_text("รหัส", exact=True))
        code.get_by_role("button", name="แก้ไข").click()
        page.get_by_label("ผู้ตรวจ").fill("เจ้าหน้าที่")
        page.get_by_label("ค่าที่ถูกต้อง").fill("I17")
        page.get_by_role("button", name="บันทึก").click()
        page.locator("article.row .state", has_text="บันทึกแล้ว").wait_for()
        pipeline.run(tmp_path / "raw", tmp_path / "processed", workers=1)
        page.reload()
        closed = page.locator(f'[data-finding="{finding_id}"]')
        assert "corrected" in closed.get_attribute("class").split()
        assert closed.get_by_text("แก้ไขแล้ว").is_visible()
        assert page.locator(".finding.open", has_text="repair.unknown").count() == 0
        page.close()
