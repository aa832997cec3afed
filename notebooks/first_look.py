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
# What an analyst looks at first: which scores are below 85, how many measures were carried out, and which texts recur.
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
documents, indicators, measures, findings = (
    pd.read_parquet(release / name) for name in ("documents", "indicators", "measures", "findings")
)
TOOLS = {"IIT": "tab:blue", "EIT": "tab:orange", "OIT": "tab:green"}
PASS = 85

print(
    f"release {release.name}: {len(documents)} documents, {len(indicators)} indicators, "
    f"{len(measures)} measures, {len(findings)} findings"
)

# %% [markdown]
# ## The documents
# A copy has its cells in the release; the rows of the report stand under the document that `copy_of` names.

# %%
documents[
    [
        "source_file",
        "agency",
        "fiscal_year",
        "assessment_fiscal_year",
        "status",
        "copy_of",
        "indicator_rows",
        "measure_rows",
    ]
]

# %% [markdown]
# ## Scores per indicator
# Each dot is a question; the bar is the mean of the indicator, the dashed line the pass mark.

# %%
scored = indicators.dropna(subset=["score", "indicator_no"])
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
# ## Measures carried out
# `implemented` is null where the report does not say.

# %%
said = measures["implemented"].map({True: "carried out", False: "not carried out"}).fillna("not said")
shares = pd.crosstab(measures["tool"].fillna("unresolved"), said, normalize="index") * 100
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
