"""Score one form's rows of a release against the truth files beside it.

Rows are paired by what names them (:data:`KEYS`); of paired rows, figures and words of a list are compared as values,
sentences as text, and dates of periods. Text is compared without white space and list numbers, in Arabic digits.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.reading.release_rows import DATA, DatasetRows
from pipeline.domain.thai_digits import TO_ARABIC

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """Columns of a dataset that are compared: as values, as text, and as dates."""

    values: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


COMPARED: Mapping[str, Compared] = {
    "scores": Compared(("score", "score_basis", "weight", "grade"), ("item",)),
    "measures": Compared(
        ("score", "implemented"),
        ("issue", "measure", "method", "responsible", "period", "monitoring", "result", "outcome"),
        ("period_start", "period_end"),
    ),
    "agency_results": Compared(
        ("total", "iit", "eit", "oit", "rank", "score_basis", "grade"), ("district", "province")
    ),
    "oit_items": Compared(text=("name", "requirement", "remark", "links")),
}
_LIST_MARK = re.compile(r"^\s*(?:\d+[.)]|[•*-])\s*", re.MULTILINE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Key = tuple[str, ...]


def comparable(value: Any) -> str:
    """Return a value as text to compare: empty for null, two decimals for a number, addresses of a list joined."""
    if value is None or value != value:
        return ""
    if isinstance(value, list | tuple):
        value = ";".join(str(v) for v in value)
    text = str(value).translate(TO_ARABIC).strip()
    if _NUMBER.fullmatch(text):
        return f"{float(text):.2f}"
    return re.sub(r"\s", "", _LIST_MARK.sub("", text))


def _key_of_score(row: Row, with_agency: bool) -> Key:
    """A score is named by its item: a code, else an indicator, else a tool; and by year, topic and body."""
    kind, code = comparable(row.get("item_kind")), comparable(row.get("code"))
    indicator = "" if code else comparable(row.get("indicator_no"))
    tool = comparable(row.get("tool")) if kind == "tool" else ""
    body = comparable(row.get("agency")) if with_agency else ""
    year, topic = (comparable(row.get(name)) for name in ("assessment_fiscal_year", "topic_no"))
    return kind, code, indicator, tool, body, year, topic


def _key_of(*names: str) -> Callable[[Row, bool], Key]:
    return lambda row, _: tuple(comparable(row.get(name)) for name in names)


KEYS: Mapping[str, Callable[[Row, bool], Key]] = {
    "scores": _key_of_score,
    "measures": _key_of("stage", "topic_no", "code", "measure_no"),
    "agency_results": _key_of("agency", "assessment_fiscal_year"),
    "oit_items": _key_of("code"),
}


@dataclass(frozen=True)
class Difference:
    """What the truth says and what was read, of one column; ``column`` is empty where a whole row differs."""

    dataset: str
    key: Key
    column: str
    wanted: str
    read: str


@dataclass(frozen=True)
class Tally:
    """How many of how many."""

    good: int = 0
    all: int = 0

    @property
    def share(self) -> float:
        """Return the share; 1 of none."""
        return self.good / self.all if self.all else 1.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.good + other.good, self.all + other.all)


@dataclass(frozen=True)
class FormScore:
    """How near one form came to its truth.

    Attributes:
        rows: true rows that were found.
        extra: rows that the truth does not have.
        values: figures and words of a list that are right, in found rows.
        silent: wrong ones, on a page that no finding (warning or error) speaks of.
        text: text cells that are right.
        dates: first and last days of periods that are right.
        fields: fields of the document that are right: status, years, scheme, body, families.
        differences: all that differs.
    """

    rows: Tally
    extra: int
    values: Tally
    silent: int
    text: Tally
    dates: Tally
    fields: Tally
    differences: tuple[Difference, ...]

    def line(self) -> str:
        """Return one line for people."""
        shares = (("rows", self.rows), ("values", self.values), ("text", self.text), ("dates", self.dates))
        shown = " ".join(f"{name} {tally.share:.3f}" for name, tally in shares if tally.all)
        return f"{shown} extra {self.extra} silent {self.silent} fields {self.fields.good}/{self.fields.all}".strip()


def read_form_truth(pdf: Path) -> dict[str, list[dict[str, str]]]:
    """Read the truth files beside a PDF, by dataset; ``document`` is always there.

    Raises:
        FileNotFoundError: there is none of the document.
    """
    out = {}
    for dataset in ("document", *COMPARED):
        path = pdf.with_suffix(f".{dataset}.csv")
        if dataset == "document" or path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as file:
                out[dataset] = list(csv.DictReader(file))
    return out


def score_form(truth: Mapping[str, Sequence[Row]], tables: DatasetRows) -> FormScore:
    """Compare one document's rows with its truth.

    Args:
        truth: as :func:`read_form_truth` gives it.
        tables: rows of ``documents``, ``findings`` and the datasets of the assessment.
    """
    wanted = truth["document"][0]
    document: Row = next(iter(tables["documents"]), {})
    fields, differences = _compare_document(wanted, document)
    if wanted["status"] == "skipped":
        extra = sum(len(tables.get(name, ())) for name in DATA)
        return FormScore(Tally(), extra, Tally(), 0, Tally(), Tally(), fields, tuple(differences))
    said = {f["page"] for f in tables["findings"] if f["severity"] != "info"}
    rows = values = text = dates = Tally()
    extra = silent = 0
    for dataset, compared in COMPARED.items():
        pairs, missing, left = _pair(dataset, truth.get(dataset, ()), tables.get(dataset, ()))
        rows += Tally(len(pairs), len(pairs) + len(missing))
        extra += len(left)
        differences += [Difference(dataset, key, "", "a row", "none") for key in missing]
        differences += [Difference(dataset, key, "", "none", "a row") for key in left]
        for key, want, got in pairs:
            wrong = list(_differences(dataset, key, want, got, compared.values))
            page = got.get("page", got.get("page_first"))
            silent += sum(bool(d.read) for d in wrong) if page not in said else 0
            texts = list(_differences(dataset, key, want, got, compared.text))
            days = list(_differences(dataset, key, want, got, compared.dates))
            values += Tally(len(compared.values) - len(wrong), len(compared.values))
            text += Tally(len(compared.text) - len(texts), len(compared.text))
            dates += Tally(len(compared.dates) - len(days), len(compared.dates))
            differences += [*wrong, *texts, *days]
    return FormScore(rows, extra, values, silent, text, dates, fields, tuple(differences))


def _compare_document(wanted: Row, document: Row) -> tuple[Tally, list[Difference]]:
    """Compare status, years, scheme, body and families; of a look-alike the status alone."""
    status = str(document.get("status", "absent"))
    if wanted["status"] == "skipped":
        checks = [("status", "skipped", status)]
    else:
        checks = [("status", "ok", "ok" if status in ("ok", "partial") else status)]
        names = ["fiscal_year", "assessment_fiscal_year", "scheme", *(["agency"] if wanted["agency"] else [])]
        checks += [(name, comparable(wanted[name]), comparable(document.get(name))) for name in names]
        families = sorted(document.get("families") or [])
        checks.append(("families", ";".join(sorted(wanted["families"].split(";"))), ";".join(families)))
    wrong = [Difference("documents", (), name, want, got) for name, want, got in checks if want != got]
    return Tally(len(checks) - len(wrong), len(checks)), wrong


def _pair(
    dataset: str, wanted: Sequence[Row], read: Sequence[Row]
) -> tuple[list[tuple[Key, Row, Row]], list[Key], list[Key]]:
    """Pair rows by their keys; of several, the first whose first value is right. Return pairs, missing, left over."""
    with_agency = len({row.get("agency") for row in wanted}) > 1
    key_of = KEYS[dataset]
    waiting: dict[Key, list[Row]] = {}
    for row in read:
        waiting.setdefault(key_of(row, with_agency), []).append(row)
    pairs, missing = [], []
    deciding = COMPARED[dataset].values[:1]
    for want in wanted:
        key = key_of(want, with_agency)
        rows = waiting.get(key, [])
        if not rows:
            missing.append(key)
            continue
        good = (n for n, got in enumerate(rows) if not list(_differences(dataset, key, want, got, deciding)))
        pairs.append((key, want, rows.pop(next(good, 0))))
    return pairs, missing, [key for key, rows in waiting.items() for _ in rows]


def _differences(dataset: str, key: Key, want: Row, got: Row, columns: Iterable[str]) -> Iterable[Difference]:
    for column in columns:
        wanted, read = comparable(want[column]), comparable(got.get(column))
        if wanted != read:
            yield Difference(dataset, key, column, wanted, read)
