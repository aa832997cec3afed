"""What tests of fetching share: quick settings, an archive with a list, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import yaml
from support.site import Answer, Site, pdf

from pipeline.acquire.fetch import FetchResult, fetch
from pipeline.settings import FetchSettings

QUICK = FetchSettings(
    connect_s=60, read_s=60, total_s=120, attempts=3, backoff_s=0.01, longest_wait_s=0.2, delay_s=0, max_mb=1
)
"""Hardly any pauses, but time enough for a machine with other work."""
ONE, TWO = pdf("one"), pdf("two")


def listed(raw: Path, *sources: dict[str, object]) -> None:
    (raw / "sources.yml").write_text(yaml.safe_dump({"sources": list(sources)}, allow_unicode=True), encoding="utf-8")


def ask(raw: Path, site: Site, *answers: Answer, settings: FetchSettings = QUICK) -> FetchResult:
    """Fetches 2566/a.pdf from a site with these answers, one after the other."""
    listed(raw, {"file": "2566/a.pdf", "url": f"{site.url}/a.pdf"})
    site.answers["/a.pdf"] = list(answers)
    return fetch(raw, settings)


def kept(raw: Path) -> dict[str, bytes]:
    """All files of an archive but the lists and the notes."""
    return {
        p.relative_to(raw).as_posix(): p.read_bytes()
        for p in sorted(raw.rglob("*"))
        if p.is_file() and p.name not in ("sources.yml", "sources.csv", "state.json")
    }
