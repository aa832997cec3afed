"""Score one document's rows of ``agency_results`` against its truth file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.reading.measures_score import Row, tight, wrong_characters

SCORE_COLUMNS = ("iit", "eit", "oit", "total")
COLUMN_NAMES = {"no": "rank", "institution": "agency", "IIT": "iit", "EIT": "eit", "OIT": "oit", "level": "grade"}
"""Columns that older truth files call otherwise."""


@dataclass(frozen=True)
class ResultsScore:
    """How near one announcement came to its truth. Shares are 0 to 1.

    Attributes:
        bodies: rows of the truth.
        rows: share of them that are there.
        extra: rows too many.
        numbers: share of the truth's rows whose scores are all right.
        silent: share of all figures that are wrong, in a row that no finding names.
        cer: wrong characters per character of the names, white space aside.
        grades: share of right grades.
        group: share of right groups; None where the truth has none.
        year: whether the fiscal year is right.
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
        """Return one line for people."""
        group = "-" if self.group is None else f"{self.group:.3f}"
        return (
            f"bodies {self.bodies} rows {self.rows:.3f} extra {self.extra} | "
            f"numbers {self.numbers:.3f} silently wrong {self.silent:.4f} | "
            f"names cer {self.cer:.5f} grades {self.grades:.3f} groups {group} year {'right' if self.year else 'WRONG'}"
        )


def is_results(columns: str) -> bool:
    """Return whether the first line of a truth file is one of results."""
    return {"agency", "institution"} & set(columns.strip().split(",")) != set() and "measure_no" not in columns


def score_results(
    truth: Sequence[Mapping[str, str]], document: Row | None, results: Sequence[Row], findings: Sequence[Row]
) -> ResultsScore:
    """Compare one document's bodies with its truth, each with the one of its rank; without ranks, of its name.

    Args:
        truth: rows of the truth file.
        document: its row of ``documents``.
        results: its rows of ``agency_results``, in order; those of an earlier year, printed beside, are left out.
        findings: its rows of ``findings``.
    """
    expected = [{COLUMN_NAMES.get(k, k): v for k, v in row.items()} for row in truth]
    years = [year for r in results if (year := r.get("assessment_fiscal_year"))]
    results = [r for r in results if r.get("assessment_fiscal_year") in (None, max(years, default=None))]
    ranks = Counter(row.get("rank") for row in expected)
    unique = all(n == 1 and rank and rank.isdigit() for rank, n in ranks.items())
    by_rank = {r["rank"]: r for r in results if r["rank"] is not None}
    found = [by_rank.get(int(w["rank"])) for w in expected] if unique else _pair_by_name(expected, results)
    pairs = [(w, r) for w, r in zip(expected, found, strict=True) if r is not None]
    reported = {(f["table_no"], f["row"]) for f in findings if f["severity"] != "info"}
    figures = wrong = good = 0
    for w, r in pairs:
        values = [(w[name], r[name]) for name in SCORE_COLUMNS if w.get(name, "").strip(" -–—")]
        off = [value is not None and abs(float(true) - value) >= 0.005 for true, value in values]
        good += not any(off) and all(value is not None for _, value in values)
        figures += len(values)
        wrong += sum(off) if (r["table_no"], r["row"]) not in reported else 0
    grouped = [(w["agency_group"], r["agency_group"]) for w, r in pairs if "agency_group" in w]
    n = max(1, len(expected))
    return ResultsScore(
        bodies=len(expected),
        rows=len(pairs) / n,
        extra=max(0, len(results) - len(expected)),
        numbers=good / n,
        silent=wrong / max(1, figures),
        cer=wrong_characters([(w["agency"], r["agency"]) for w, r in pairs])
        / max(1, sum(len(tight(w["agency"])) for w in expected)),
        grades=sum(_grade_text(w.get("grade")) == _grade_text(r["grade"]) for w, r in pairs) / n,
        group=sum(tight(a) == tight(b) for a, b in grouped) / n if grouped else None,
        year=document is not None
        and "fiscal_year" in expected[0]
        and str(document["fiscal_year"]) == expected[0]["fiscal_year"],
    )


def _pair_by_name(expected: Sequence[Mapping[str, str]], results: Sequence[Row]) -> list[Row | None]:
    """Return a row for each row of the truth: the next one of its name, else the next that has no name of the truth."""
    by_name: dict[str, list[Row]] = {}
    for r in results:
        by_name.setdefault(tight(r["agency"]), []).append(r)
    named = [rows.pop(0) if (rows := by_name.get(tight(w["agency"]))) else None for w in expected]
    taken = {id(r) for r in named if r is not None}
    rest = iter([r for r in results if id(r) not in taken])
    return [r if r is not None else next(rest, None) for r in named]


def _grade_text(grade: str | None) -> str:
    """Return a grade for comparison; empty for a dash."""
    text = tight(grade)
    return "" if text in ("-", "–", "—") else text
