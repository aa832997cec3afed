"""The stage as a whole."""

from __future__ import annotations

from support.checked_reports import findings_of, sound_report


def test_sound_report_raises_nothing() -> None:
    assert findings_of(*sound_report()) == []
