"""What of a release may be a link, a part of a script or a path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.review.source_state import SourceState, is_document_id, source_place, source_state
from pipeline.review.web_text import script_json, shown, web_link


@pytest.mark.parametrize("link", ["https://example.org/a?b=1", "http://example.org", " HTTPS://example.org/ก "])
def test_addresses_of_the_web_are_links(link: str) -> None:
    assert web_link(link) == link.strip()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "http://[",
        "https://a b",
        "",
        "https://example.org/\u202ea",
    ],
)
def test_nothing_else_is_a_link(link: str) -> None:
    assert web_link(link) is None


def test_json_in_a_script_stays_json_and_never_ends_it() -> None:
    value = ["</script><!--", "\u2028", "&lt;", "'"]
    text = script_json(value)
    assert not set("<>&'\u2028") & set(text) and json.loads(text) == value


def test_values_are_shown_without_control_characters_and_needless_digits() -> None:
    assert [shown(v) for v in (None, 88.1, 90.0, "a\u202eb\x00", ["x", "y"])] == ["", "88.1", "90", "ab\ufffd", "x\ny"]


@pytest.mark.parametrize("name", ["../secret.pdf", "/etc/passwd", "a/../../b.pdf", "", "a\0b"])
def test_a_name_never_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (tmp_path / "raw").mkdir()
    assert source_place(tmp_path / "raw", name) is None
    assert source_state(tmp_path / "raw", name, "0" * 64) is SourceState.GONE


def test_a_link_that_leads_out_of_the_archive_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (tmp_path / "raw" / "a.pdf").symlink_to(tmp_path / "secret.pdf")
    assert source_state(tmp_path / "raw", "a.pdf", "0" * 64) is SourceState.GONE


@pytest.mark.parametrize("text", ["../" + "0" * 61, "0" * 63, "A" * 64, None, "0" * 64 + "\n"])
def test_only_a_hash_names_a_folder(text: object) -> None:
    assert not is_document_id(text)
