"""Hooks of mkdocs: the README becomes the first page; links to what is not part of the site become text."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)(#[^)\s]*)?\)")
PAGES = {"README.md": "index.md", "README.th.md": "index.th.md"}


def on_config(config: Any) -> Any:
    """Build from a copy of the documentation that has the README, in both languages, as its first page."""
    folder = Path(tempfile.mkdtemp(prefix="ita-site-"))
    shutil.copytree(ROOT / "docs", folder, dirs_exist_ok=True)
    for source, page in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        (folder / page).write_text(LINK.sub(lambda link: _from_docs(*link.groups()), text), encoding="utf-8")
    config.docs_dir = str(folder)
    return config


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Turn links that lead out of the documentation into text."""
    file = Path(config.docs_dir) / page.file.src_uri
    folder, this = file.parent, _original(file.name)

    def rewritten(link: re.Match[str]) -> str:
        shown, target, _ = link.groups()
        if _original(target) == this:
            return ""  # the other language: the site has a switch for it
        return link.group() if ":" in target or _is_page(folder / target, Path(config.docs_dir)) else shown

    return LINK.sub(rewritten, markdown)


def on_post_build(config: Any) -> None:
    """Remove the copy."""
    shutil.rmtree(config.docs_dir, ignore_errors=True)


def _from_docs(shown: str, target: str, anchor: str | None) -> str:
    """Return a link of the README as one of a page in docs/."""
    target = PAGES.get(target, target.removeprefix("docs/") if target.startswith("docs/") else f"../{target}")
    return f"[{shown}]({target}{anchor or ''})"


def _original(name: str) -> str:
    """Return the name of a page in English."""
    return name.replace(".th.md", ".md")


def _is_page(path: Path, docs: Path) -> bool:
    """Tell whether a link leads to a file of the site."""
    found = path.resolve()
    return found.is_file() and found.is_relative_to(docs.resolve()) and "examples" not in found.parts
