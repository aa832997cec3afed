"""Scores of a release: by tool and year, from year to year, and of the questions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pipeline.emit.store.read_datasets import parquet_files, read
from pipeline.emit.store.releases import Release
from pipeline.summary.coverage_figures import share
from pipeline.summary.report_section import Section, Term, columns, cut, grouped, has_dataset, shown_table
from pipeline.summary.report_settings import REPORT

if TYPE_CHECKING:
    import pyarrow as pa

TOOLS = ("total", "iit", "eit", "oit")
QUARTILES = [0.25, 0.5, 0.75]
SCHEME = "nacc"
"""Of public bodies: in other assessments the codes ask something else."""
QUESTION_SOURCES = {"scores": "item_kind", "indicators": "score_max"}
"""Datasets with scores of questions, and the column that tells such rows from others."""


def scores_section(release: Release) -> Section:
    """Return how the scores of each tool lie in each year, and how many reach the pass mark."""
    import pyarrow.compute as pc

    panel = columns(release, "body_years", ["fiscal_year", *TOOLS])
    rows = []
    for year in sorted(pc.unique(panel["fiscal_year"]).to_pylist()):
        of_year = panel.filter(pc.equal(panel["fiscal_year"], year))
        for tool in TOOLS:
            scores = of_year[tool].drop_null()
            if len(scores):
                passed = pc.sum(pc.greater_equal(scores, REPORT.pass_mark)).as_py()
                quartiles = pc.quantile(scores, QUARTILES).to_pylist()
                mean = pc.mean(scores).as_py()
                rows.append((year, Term(tool), len(scores), mean, *quartiles, passed, share(passed, len(scores))))
    return Section("scores", (shown_table("scores_by_tool", rows),))


def changes_section(release: Release) -> Section:
    """Return how the totals of the same bodies moved from one year to the next."""
    import pyarrow.compute as pc

    panel = columns(release, "body_years", ["body_id", "fiscal_year", "total"]).drop_null()
    years = sorted(pc.unique(panel["fiscal_year"]).to_pylist())
    rows = []
    for year in years:
        if year - 1 not in years:
            continue
        now, then = (
            panel.filter(pc.equal(panel["fiscal_year"], y)).select(["body_id", "total"]) for y in (year, year - 1)
        )
        both = now.join(then, "body_id", join_type="inner", right_suffix="_before")
        if not len(both):
            continue
        change = pc.round(pc.subtract(both["total"], both["total_before"]), 2)
        passes, passed = (pc.greater_equal(both[name], REPORT.pass_mark) for name in ("total", "total_before"))
        signs = Counter(pc.sign(change).to_pylist())
        rows.append(
            (
                year,
                len(both),
                signs[1],
                signs[0],
                signs[-1],
                pc.quantile(change, 0.5)[0].as_py(),
                pc.sum(pc.and_(passes, pc.invert(passed))).as_py(),
                pc.sum(pc.and_(passed, pc.invert(passes))).as_py(),
            )
        )
    return Section("changes", (shown_table("changes_by_year", rows),))


def questions_section(release: Release) -> Section:
    """Return the questions of each year with the lowest mean."""
    asked = _asked(release)
    totals = [([], "count_all"), ("score", "mean"), ("below", "sum")]
    names = {
        (row["fiscal_year"], row["code"]): row["name_th"]
        for row in columns(release, "codebook", ["scheme", "fiscal_year", "code", "name_th"]).to_pylist()
        if row["scheme"] == SCHEME
    }
    rows = [
        (year, code, cut(names.get((year, code))), count, mean, below, share(below, count))
        for year, code, count, mean, below in grouped(asked, ["year", "code"], totals)
    ]
    rows.sort(key=lambda row: (-row[0], row[4], row[1]))
    seen: Counter[int] = Counter()
    weakest = []
    for row in rows:
        seen[row[0]] += 1
        if seen[row[0]] <= REPORT.questions:
            weakest.append(row)
    table = shown_table("weakest_questions", weakest)
    return Section("questions", (type(table)(table.key, table.rows, len(rows)),))


def _asked(release: Release) -> pa.Table:
    """Return a score per body (or document, where the body is not known), year and code on which the sources agree.

    Files are read one by one: all scores of a country do not have to be in memory.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    key = ["body", "year", "code"]
    ends = [("score", "min"), ("score", "max")]
    parts = []
    for dataset in QUESTION_SOURCES:
        for path in parquet_files(release, dataset) if has_dataset(release, dataset) else ():
            rows = _question_rows(release, dataset, path)
            made = rows.group_by(key, use_threads=False).aggregate(ends)
            parts += [made.select([*key, f"score_{end}"]).rename_columns([*key, "score"]) for _, end in ends]
    if not parts:
        kinds = (pa.string(), pa.int16(), pa.string(), pa.float64(), pa.int64())
        return pa.table({n: pa.array([], t) for n, t in zip((*key, "score", "below"), kinds, strict=True)})
    both = pa.concat_tables(parts).group_by(key, use_threads=False).aggregate(ends)
    agreed = both.filter(pc.less(pc.subtract(both["score_max"], both["score_min"]), REPORT.disagreement))
    score: Any = agreed["score_max"]
    below = pc.less(score, REPORT.pass_mark).cast(pa.int64())
    return pa.table({**{name: agreed[name] for name in key}, "score": score, "below": below})


def _question_rows(release: Release, dataset: str, path: str) -> pa.Table:
    """Return body, year, code and score of the rows of a file that are scores of questions, of 100."""
    import pyarrow as pa
    import pyarrow.compute as pc

    mark = QUESTION_SOURCES[dataset]
    rows = read(
        release, dataset, ["scheme", "body_id", "document_id", "assessment_fiscal_year", "code", "score", mark], [path]
    )
    is_question = (
        pc.equal(rows[mark], "question") if dataset == "scores" else pc.equal(pc.fill_null(rows[mark], 100), 100)
    )
    rows = rows.filter(pc.and_(pc.equal(rows["scheme"], SCHEME), is_question))
    body = pc.coalesce(rows["body_id"], rows["document_id"])
    made = {"body": body, "year": rows["assessment_fiscal_year"], "code": rows["code"], "score": rows["score"]}
    return pa.table(made).drop_null()
