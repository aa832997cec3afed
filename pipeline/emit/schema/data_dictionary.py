"""The data dictionary: the field registry as plain values and as pages in Markdown."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pipeline.emit.schema.field_registry import Dataset, Field, references, registry
from pipeline.files import load_yaml

Language = Literal["en", "th"]


def data_dictionary(names: list[str]) -> list[dict[str, Any]]:
    """Return datasets and their fields as plain values, for JSON."""
    return [
        {
            "dataset": d.name,
            "description_en": d.en,
            "description_th": d.th,
            "key": list(d.key),
            "foreign_keys": [{"fields": list(columns), "dataset": other} for columns, other in references(d)],
            "fields": [_plain(f) for f in d.fields],
        }
        for d in (registry()[name] for name in names)
    ]


def _plain(f: Field) -> dict[str, Any]:
    """Return a field as plain values; ``values`` is null where they are not enumerated."""
    return {
        "name": f.name,
        "type": f.type,
        "nullable": not f.required,
        "unit": f.unit,
        "source": f.source,
        "description_en": f.en,
        "description_th": f.th,
        "values": [{"value": v.value, "en": v.en, "th": v.th} for v in f.values] or None,
    }


def markdown(names: list[str], language: Language = "en") -> str:
    """Return datasets and their fields as Markdown tables: the body of docs/datasets.md or docs/datasets.th.md.

    The English page has the Thai meaning of each field beside the English one.
    """
    return "\n".join(_section(registry()[name], language) for name in names)


def _section(dataset: Dataset, language: Language) -> str:
    """Return the heading, keys, fields and values of one dataset."""
    words = _words()[language]
    key = ", ".join(f"`{k}`" for k in dataset.key) or words["no_key"]
    leads = "; ".join(f"{', '.join(f'`{c}`' for c in columns)} → `{other}`" for columns, other in references(dataset))
    lines = [
        f"## {dataset.name}",
        "",
        f"{dataset.en}. {dataset.th}" if language == "en" else dataset.th,
        "",
        f"{words['key']}: {key}." + (f" {words['foreign_keys']}: {leads}." if leads else ""),
        "",
        f"| {' | '.join(words['columns'])} |",
        "|" + "---|" * len(words["columns"]),
    ]
    for f in dataset.fields:
        null = words["never_null"] if f.required else words["nullable"]
        unit = words["units"].get(f.unit, f.unit) if f.unit else ""
        meaning = [f.en, f.th] if language == "en" else [f.th]
        lines.append(f"| {' | '.join([f'`{f.name}`', f'`{f.type}`', null, *meaning, unit, f.source or ''])} |")
    enumerated = [f for f in dataset.fields if f.values]
    if enumerated:
        lines += ["", f"{words['values']}:", ""]
    for f in enumerated:
        meanings = "; ".join(f"`{v.value}` {v.en if language == 'en' else v.th}" for v in f.values)
        lines.append(f"- `{f.name}`: {meanings}")
    return "\n".join(lines) + "\n"


@cache
def _words() -> dict[str, Any]:
    """Return the words of the pages by language."""
    words: dict[str, Any] = load_yaml(files(__package__).joinpath("dictionary_words.yml").read_text(encoding="utf-8"))
    return words
