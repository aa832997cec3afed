"""Control characters are taken out of text, and shown as escapes in messages."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.control_characters import escaped, without_controls

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("ก\tข\nค", "ก\tข\nค"),
        ("ก\r\nข\rค\x0bง\x0cจ\x85", "ก\nข\nค\nง\nจ\n"),
        ("\x1b]0;x\x07", "\ufffd]0;x\ufffd"),
        ("\x7f\x9b31m", "\ufffd\ufffd31m"),
        ("pdf\u202efdp\u202c \u2067a\u2069", "pdffdp a"),
        ("\ud83d\ude00\ud83d", "😀\ufffd"),
        ("แผน\u200bงาน\u200d\u00ad \uf70a", "แผน\u200bงาน\u200d\u00ad \uf70a"),
    ],
)
def test_text_of_documents(text: str, clean: str) -> None:
    assert without_controls(text) == clean == without_controls(clean)


def test_messages_show_what_stands_there() -> None:
    assert escaped("a\x1b[31m\u202eb\n\tc\x00") == "a\\u001b[31m\\u202eb\n\tc\\u0000"
    assert escaped("a\n\tb", kept="") == "a\\u000a\\u0009b"
    assert escaped("a\n\tb", kept="\n") == "a\n\\u0009b"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x00\x1b\x7f\x9b\u202e\u2066\r\n\t\ud800"))))
def test_nothing_gets_through(text: str) -> None:
    assert not FORBIDDEN.search(without_controls(text)) and not FORBIDDEN.search(escaped(text))
    assert json.loads(escaped(json.dumps(text, ensure_ascii=False))) == text
