"""Export: a release as a workbook, CSV files, or a database, for programs that do not read Parquet.

Contract: reads a release batch by batch, changes nothing of it. What stands under the asked name is whole or not there.
Datasets, columns, keys and descriptions are those of the field registry. Text of documents is never a formula.
"""

from __future__ import annotations


class ExportError(Exception):
    """Nothing was exported; the message says why and what to do."""
