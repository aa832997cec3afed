# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Promise and deed
#
# A body promises measures in a plan, and reports a year later what it did. Did the score of a question rise where a
# measure was carried out? A plan, its report and the scores before and after are joined by body, year and code.
# Run `make run` (or `ita run`) before; `ITA_OUT` names another folder of releases.
#
# ## What this cannot show
#
# It compares; it does not show that a measure worked.
#
# - **Low scores are chosen.** Plans name questions with low scores. What was low by chance is higher the next time with
#   or without a measure (regression to the mean): compare only within one band of scores before.
# - **A score ends at 100.** What is at 98 cannot rise by 5, and most scores are high: a small rise there is no failure.
# - **Deeds are the body's own word.** A report says that a measure was carried out; nobody looked. A body that reports
#   well may also answer the assessment well.
# - **Other people answer.** Staff and public are asked anew each year, often few of a small body. A difference of a few
#   points may be chance, and no number of answers is printed to tell by.
# - **Questions change.** Codes are renumbered, and the wording of a question changes under one code. Pairs across such
#   a renumbering are left out; a change of wording within a list is not seen. OIT items are 0 or 100, with one list per
#   year since 2566: hardly any can be followed.
# - **All scores rise.** The national mean rose every year from 2563 to 2568: a rise is something only beside those
#   without a measure.
# - **What is here is not all.** Bodies whose plans and reports were not found, or whose scores of questions are not
#   printed two years running, are missing, and hardly by chance. Where there is no score sheet, the score after is
#   known only where the next plan or report prints it, which is where it stayed low.
# - **A measure takes time, and several questions share one.** The assessment of a year is under way before its measures
#   end; `later` looks a year further.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import pipeline

release = pipeline.release_path(
    Path(os.environ.get("ITA_OUT", "../processed"))
)  # resolved once: all that follows is of one release
DEEDS = {"carried out": "tab:green", "promised only": "tab:orange", "absent": "tab:blue", "not known": "grey"}
BANDS = [0, 70, 85, 95, 101]

# %% [markdown]
# ## The join
# The function is that of `docs/questions.md`, which states its rules and has it in Polars and SQL as well.


# %%
def promises(release):
    """Return a row per question, body and year: what was promised and done, and the scores before and after."""
    body, key = ["body_id", "year"], ["body_id", "year", "code"]
    columns = ["scheme", "body_id", "assessment_fiscal_year", "code", "score"]
    scores = pd.read_parquet(f"{release}/scores", columns=[*columns, "item_kind"])
    indicators = pd.read_parquet(f"{release}/indicators", columns=[*columns, "score_max"])
    printed = [scores[scores["item_kind"] == "question"], indicators[indicators["score_max"].fillna(100) == 100]]
    printed = pd.concat([part[columns] for part in printed]).rename(columns={"assessment_fiscal_year": "year"})
    printed = printed[printed["scheme"] == "nacc"].dropna().astype({"year": int})
    asked = printed.groupby(key)["score"].agg(["min", "max"]).reset_index()
    asked = asked[asked["max"] - asked["min"] < 0.055].rename(columns={"max": "before"})  # else the sources disagree
    people = asked["code"].str[0].isin(["I", "E"])
    asked["list"] = np.where(people, np.where(asked["year"] < 2567, 2563, 2567), asked["year"].clip(lower=2565))

    measures = pd.read_parquet(
        f"{release}/measures", columns=[*columns[:4], "fiscal_year", "stage", "implemented"]
    ).rename(columns={"assessment_fiscal_year": "year"})
    measures = measures[measures["scheme"] == "nacc"].dropna(subset=[*body, "fiscal_year"])
    measures = measures.astype({"year": int, "fiscal_year": int, "implemented": float})
    acted = measures["fiscal_year"] - measures["year"]
    plan = measures[(measures["stage"] == "plan") & (acted == 1)]
    report = measures[(measures["stage"] == "result") & acted.isin([1, 2])]
    report = report[report["fiscal_year"] == report.groupby(body)["fiscal_year"].transform("min")]
    both = pd.concat([plan, report])
    there = both.groupby(body)["stage"].agg(
        has_plan=lambda s: "plan" in set(s), has_report=lambda s: "result" in set(s)
    )
    there["sure"] = ~both["code"].isna().groupby([both["body_id"], both["year"]]).any()
    planned = plan.dropna(subset=["code"])[key].drop_duplicates().assign(planned=True)
    done = report.dropna(subset=["code"]).groupby(key)["implemented"].agg(["max", "count", "size"]).reset_index()

    pairs = asked.merge(there.reset_index(), on=body).merge(planned, on=key, how="left").merge(done, on=key, how="left")
    is_planned, is_reported = pairs["planned"].notna(), pairs["size"].notna()
    not_done = is_reported & (pairs["max"] == 0) & (pairs["count"] == pairs["size"])
    forgotten = is_planned & ~is_reported & pairs["has_report"] & pairs["sure"]
    deeds = {
        "carried out": pairs["max"] == 1,
        "promised only": not_done | forgotten,
        "not known": is_planned | is_reported,
        "absent": pairs["has_plan"] & pairs["sure"],
    }
    pairs["deed"] = np.select(list(deeds.values()), list(deeds), default="not known")
    for column, years in (("after", 1), ("later", 2)):
        then = asked.assign(year=asked["year"] - years).rename(columns={"before": column})
        pairs = pairs.merge(then[[*key, "list", column]], on=[*key, "list"], how="left")
    pairs["year"] += 1  # that of the plan
    return pairs.sort_values(key)[[*key, "deed", "before", "after", "later"]].reset_index(drop=True)


found = promises(release)
found["change"], found["later change"] = found["after"] - found["before"], found["later"] - found["before"]
pairs = found.dropna(subset=["change"])
print(
    f"{len(found)} questions of {found['body_id'].nunique()} bodies have a score before and a plan or a report; "
    f"{len(pairs)} of them have a score after"
)
if pairs.empty:
    print("there are no pairs: no question has a score before and one after, both of one list of questions")
pd.crosstab(found["deed"], found["change"].notna().map({True: "with a score after", False: "without"}))

# %% [markdown]
# ## How scores changed
# Each dot is a question of a body in a year, each box the quartiles with the median; whiskers end at the 5th and the
# 95th percentile. Look at the spread before the medians, and at how many pairs there are.


# %%
def draw(column, title):
    """Draw the distribution of changes by deed; nothing where there are no pairs."""
    drawn = {deed: of_deed[column].dropna() for deed, of_deed in found.groupby("deed")}
    drawn = {deed: drawn[deed] for deed in DEEDS if deed in drawn and len(drawn[deed])}
    if not drawn:
        print(f"{title}: there are no pairs")
        return
    _, axes = plt.subplots(figsize=(10, 4.5))
    names = [f"{deed}\n{len(values)} pairs" for deed, values in drawn.items()]
    axes.boxplot(list(drawn.values()), tick_labels=names, whis=(5, 95), showfliers=False)
    shift = np.random.default_rng(0)
    for n, (deed, values) in enumerate(drawn.items(), start=1):
        axes.scatter(n + shift.uniform(-0.2, 0.2, len(values)), values, s=14, alpha=0.5, color=DEEDS[deed])
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(ylabel="change of the score (points of 100)", title=title)
    plt.show()


draw("change", "From the assessment before the plan to that of its year")

# %%
draw("later change", "From the assessment before the plan to that of the year after it")

# %% [markdown]
# ## The same, by the score before
# Low scores rise and high ones cannot: only questions that began alike may be compared, and only where there are many.
# No dot can be above the dashed line: there the score after would be above 100.

# %%
if pairs.empty:
    print("The score before and the change: there are no pairs")
else:
    figure, axes = plt.subplots(figsize=(10, 4.5))
    for deed, colour in DEEDS.items():
        of_deed = pairs[pairs["deed"] == deed]
        if of_deed.empty:
            continue
        axes.scatter(
            of_deed["before"], of_deed["change"], s=16, alpha=0.5, color=colour, label=f"{deed} ({len(of_deed)})"
        )
    axes.plot([0, 100], [100, 0], color="black", linestyle="--", linewidth=1, label="the score after is 100")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(
        xlabel="score before (of 100)",
        ylabel="change (points)",
        xlim=(pairs["before"].min() - 2, 101),
        ylim=(pairs["change"].min() - 2, pairs["change"].max() + 5),
        title="The score before and the change",
    )
    axes.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.14))
    plt.show()

# %%
band = pd.cut(pairs["before"], BANDS, labels=["below 70", "70 to 85", "85 to 95", "95 and more"], right=False)
by_band = pairs.groupby([band.rename("before"), "deed"], observed=True)["change"]
by_band.describe(percentiles=[0.25, 0.5, 0.75])[["count", "25%", "50%", "75%"]].round(2)

# %% [markdown]
# ## By the tool
# Staff, public and website are asked by different means; a mean over all of them says little.

# %%
tool = pairs["code"].str[0].map({"I": "IIT", "E": "EIT", "O": "OIT"}).rename("tool")
pairs.groupby([tool, "deed"])["change"].describe(percentiles=[0.25, 0.5, 0.75])[["count", "25%", "50%", "75%"]].round(2)
