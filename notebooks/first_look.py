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
# # A first look at a release
#
# What an analyst looks at first: what the documents are, which scores are low and what is planned about them, how many
# measures were carried out, and which texts recur.
# Run `make run` (or `ita run`) before; `ITA_OUT` names another folder of releases.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import pipeline

release = pipeline.release_path(
    Path(os.environ.get("ITA_OUT", "../processed"))
)  # resolved once: all that follows is of one release
documents, indicators, measures, scores, oit_items, findings = (
    pd.read_parquet(release / name)
    for name in ("documents", "indicators", "measures", "scores", "oit_items", "findings")
)
TOOLS = {"IIT": "tab:blue", "EIT": "tab:orange", "OIT": "tab:green"}
PASS = 85

print(
    f"release {release.name}: {len(documents)} documents, {len(indicators)} indicators, "
    f"{len(measures)} measures, {len(scores)} scores, {len(oit_items)} items of disclosure, {len(findings)} findings"
)

# %% [markdown]
# ## The documents
# `families` says what a document is; a plan may hold its score sheet too. A copy has its cells in the release; the rows
# of the report stand under the document that `copy_of` names.

# %%
documents["families"] = documents["families"].map(", ".join)
documents[
    [
        "source_file",
        "status",
        "families",
        "agency",
        "fiscal_year",
        "assessment_fiscal_year",
        "copy_of",
        "measure_rows",
        "score_rows",
        "oit_item_rows",
        "agency_result_rows",
    ]
]

# %% [markdown]
# What is no document of the assessment gives no row. `reason` says by what evidence it was skipped; where that is
# wrong, name the document's family in `sources.yml`.

# %%
for skipped in documents[documents["status"] == "skipped"].itertuples():
    print(f"{skipped.source_file}: {skipped.reason}")

# %% [markdown]
# ## Scores per indicator
# Of reports on measures. Each dot is a question; the bar is the mean of the indicator, the dashed line the pass mark.

# %%
scored = indicators[indicators["stage"] == "result"].dropna(subset=["score", "indicator_no"])
figure, axes = plt.subplots(figsize=(10, 4.5))
for tool, colour in TOOLS.items():
    of_tool = scored[scored["tool"] == tool]
    means = of_tool.groupby("indicator_no")["score"].mean()
    axes.bar(means.index.astype(int), means, color=colour, alpha=0.35, label=tool)
    axes.scatter(of_tool["indicator_no"].astype(int), of_tool["score"], color=colour, s=18)
axes.axhline(PASS, color="black", linestyle="--", linewidth=1, label=f"pass mark {PASS}")
axes.set(xlabel="indicator", ylabel="score (of 100)", xticks=range(1, 11), ylim=(0, 105), title="Scores per indicator")
axes.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.14))
plt.show()

# %%
below = scored[scored["score"] < PASS].sort_values("score")
print(f"{len(below)} of {len(scored)} scores are below {PASS}")
below[["agency", "fiscal_year", "code", "score", "level", "question", "page_first"]].head(15)

# %% [markdown]
# ## A plan beside the weakest questions
# The lowest scores that a plan prints, and what it says is to be done about each, by whom and until when; nothing where
# it plans nothing. What is planned is not done: `result`, `outcome` and `implemented` of a plan are null.

# %%
plan = measures[measures["stage"] == "plan"]
weakest = (
    scores[scores["document_id"].isin(plan["document_id"]) & (scores["item_kind"] == "question")]
    .drop_duplicates(["document_id", "code"])
    .sort_values("score")
)
beside = weakest[["document_id", "agency", "code", "score"]].merge(
    plan[["document_id", "code", "topic", "measure", "responsible", "period_start", "period_end"]],
    on=["document_id", "code"],
    how="left",
)
beside.drop(columns="document_id").head(15)

# %% [markdown]
# ## Ten indicators
# Boxes are the bodies of announcements, the line in each the median; dots are bodies of which a score sheet is there.

# %%
ten = scores[(scores["item_kind"] == "indicator") & (scores["score_basis"] == "percent")]
ten = ten.dropna(subset=["indicator_no"]).astype({"indicator_no": int})
of_many = ten["document_id"].isin(documents.loc[documents["agency_result_rows"] > 0, "document_id"])
many, alone = ten[of_many], ten[~of_many]
figure, axes = plt.subplots(figsize=(10, 4.5))
axes.boxplot([many.loc[many["indicator_no"] == n, "score"] for n in range(1, 11)], positions=range(1, 11))
axes.scatter(alone["indicator_no"], alone["score"], s=22, color="tab:purple", label="score sheets", zorder=3)
axes.axhline(PASS, color="black", linestyle="--", linewidth=1, label=f"pass mark {PASS}")
axes.set(xlabel="indicator", ylabel="score (of 100)", title=f"Ten indicators of {many['agency'].nunique()} bodies")
axes.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.14))
plt.show()

# %%
many.pivot_table(index="agency", columns="indicator_no", values="score")

# %% [markdown]
# ## What bodies disclose
# A checklist lists what a body has to publish. Links are those that are printed and those that only a click shows.

# %%
disclosed = oit_items.assign(links=oit_items["links"].str.len())
print(
    f"{(disclosed['links'] > 0).sum()} of {len(disclosed)} items have a link, {disclosed['links'].sum()} links in all"
)
disclosed.sort_values(["links", "item_no"])[["agency", "code", "name", "links", "remark"]].head(15)

# %% [markdown]
# ## Measures carried out
# Of reports only. `implemented` is null where the report does not say.

# %%
reported = measures[measures["stage"] == "result"]
said = reported["implemented"].map({True: "carried out", False: "not carried out"}).fillna("not said")
shares = pd.crosstab(reported["tool"].fillna("unresolved"), said, normalize="index") * 100
figure, axes = plt.subplots(figsize=(10, 2.8))
shares.plot.barh(
    stacked=True, ax=axes, color={"carried out": "tab:green", "not carried out": "tab:red", "not said": "lightgrey"}
)
axes.set(xlabel="share of measures (percent)", ylabel="", xlim=(0, 100), title="Measures carried out")
axes.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.25))
plt.show()
shares.round(1)

# %%
measures.loc[measures["implemented"].eq(False), ["agency", "code", "measure", "not_implemented_reason"]]

# %% [markdown]
# ## Texts that recur
# The same measure or result under several codes: compared without white space and list numbers.

# %%
texts = measures.melt(
    id_vars=["document_id", "code"], value_vars=["measure", "result", "outcome"], var_name="column", value_name="text"
)
texts = texts.dropna(subset=["text", "code"])
texts["key"] = texts["text"].str.replace(r"^\s*\d+\s*[.)]\s*|\s+", "", regex=True)
texts = texts[texts["key"].str.len() > 15]
recurring = (
    texts.groupby(["column", "key"])
    .agg(text=("text", "first"), codes=("code", lambda codes: ", ".join(dict.fromkeys(codes))), times=("code", "size"))
    .query("times > 1")
    .sort_values(["times", "text"], ascending=[False, True])
    .reset_index()[["column", "times", "codes", "text"]]
)
recurring.head(15)

# %%
unique = texts.assign(times=texts.groupby(["column", "key"])["code"].transform("size"))
share = unique["times"].gt(1).groupby(unique["column"]).mean().mul(100).reindex(["measure", "result", "outcome"])
figure, axes = plt.subplots(figsize=(10, 2.4))
share.plot.barh(ax=axes, color="tab:purple")
axes.set(
    xlabel="share of texts that stand more than once (percent)", ylabel="", xlim=(0, 100), title="Texts that recur"
)
plt.show()

# %% [markdown]
# ## What to look at again

# %%
findings.groupby(["severity", "rule"]).size().rename("findings").reset_index().sort_values("findings", ascending=False)
