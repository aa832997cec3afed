"""Scores of one document's rows of ``agency_results`` against its truth file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.score import Row, tight

NUMBERS = ("iit", "eit", "oit", "total")
_NAMES = {"no": "rank", "institution": "agency", "IIT": "iit", "EIT": "eit", "OIT": "oit", "level": "grade"}


@dataclass(frozen=True)
class ResultScore:
    """How near one announcement came to its truth. Shares are 0..1.

    Attributes:
        bodies: rows of the truth.
        rows: share of them that are there; extra: rows too many.
        numbers: share of the truth's rows whose scores are all right.
        silent: share of all figures that are wrong, in a row that no finding names.
        cer: wrong characters per character of the names, white space aside.
        grades: share of right grades.
        group: share of right groups; None where the truth has none.
        year: right or wrong.
    """

    bodies: int
    rows: float
    extra: int
    numbers: float
    silent: float
    cer: float
    grades: float
    group: float | None
    year: bool

    def line(self) -> str:
        """One line for people."""
        group = "-" if self.group is None else f"{self.group:.3f}"
        return (
            f"bodies {self.bodies} rows {self.rows:.3f} extra {self.extra} | numbers {self.numbers:.3f} silently wrong {self.silent:.4f} | "
            f"names cer {self.cer:.5f} grades {self.grades:.3f} groups {group} year {'right' if self.year else 'WRONG'}"
        )


def is_results(columns: str) -> bool:
    """Whether the first line of a truth file is of announcements."""
    return {"agency", "institution"} & set(columns.strip().split(",")) != set() and "measure_no" not in columns


def score_results(
    truth: Sequence[Mapping[str, str]], document: Row | None, results: Sequence[Row], findings: Sequence[Row]
) -> ResultScore:
    """Compare one document's bodies with its truth, each with the one of its rank, or of its place where there are no ranks.

    Args:
        truth: rows of the truth file.
        document: its row of ``documents``.
        results: its rows of ``agency_results``, in order.
        findings: its rows of ``findings``.
    """
    wanted = [{_NAMES.get(k, k): v for k, v in row.items()} for row in truth]
    ranks = Counter(row.get("rank") for row in wanted)
    unique = all(n == 1 and rank and rank.isdigit() for rank, n in ranks.items())
    by_rank = {r["rank"]: r for r in results if r["rank"] is not None}
    found = [by_rank.get(int(w["rank"])) for w in wanted] if unique else _by_order(wanted, results)
    pairs = [(w, r) for w, r in zip(wanted, found, strict=True) if r is not None]
    said = {(f["table_no"], f["row"]) for f in findings if f["severity"] != "info"}
    figures = wrong = good = 0
    for w, r in pairs:
        values = [(w[name], r[name]) for name in NUMBERS if w.get(name, "").strip(" -–—")]
        off = [value is not None and abs(float(true) - value) >= 0.005 for true, value in values]
        good += not any(off) and all(value is not None for _, value in values)
        figures += len(values)
        wrong += sum(off) if (r["table_no"], r["row"]) not in said else 0
    grouped = [(w["agency_group"], r["agency_group"]) for w, r in pairs if "agency_group" in w]
    n = max(1, len(wanted))
    return ResultScore(
        bodies=len(wanted),
        rows=len(pairs) / n,
        extra=max(0, len(results) - len(wanted)),
        numbers=good / n,
        silent=wrong / max(1, figures),
        cer=_wrong_characters([(w["agency"], r["agency"]) for w, r in pairs])
        / max(1, sum(len(tight(w["agency"])) for w in wanted)),
        grades=sum(_blank(w.get("grade")) == _blank(r["grade"]) for w, r in pairs) / n,
        group=sum(tight(a) == tight(b) for a, b in grouped) / n if grouped else None,
        year=document is not None
        and "fiscal_year" in wanted[0]
        and str(document["fiscal_year"]) == wanted[0]["fiscal_year"],
    )


def _by_order(wanted: Sequence[Mapping[str, str]], results: Sequence[Row]) -> list[Row | None]:
    """The rows in their order; each name of the truth takes the next row of that name, else the row at its place."""
    by_name: dict[str, list[Row]] = {}
    for r in results:
        by_name.setdefault(tight(r["agency"]), []).append(r)
    named = [rows.pop(0) if (rows := by_name.get(tight(w["agency"]))) else None for w in wanted]
    taken = {id(r) for r in named if r is not None}
    rest = iter([r for r in results if id(r) not in taken])
    return [r if r is not None else next(rest, None) for r in named]


def _blank(grade: str | None) -> str:
    text = tight(grade)
    return "" if text in ("-", "–", "—") else text


def _wrong_characters(names: Sequence[tuple[str, str | None]]) -> int:
    from rapidfuzz.distance import Levenshtein

    return sum(min(len(tight(w)), Levenshtein.distance(tight(w), tight(r))) for w, r in names)
