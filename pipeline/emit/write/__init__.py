"""Write: outcomes become rows, rows become Parquet files, and the files become a release that is checked and described.

Contract: the same documents give the same bytes, in whatever order they come; which rows of a document are released is
decided in ``released_rows`` alone. Imports ``store`` and ``schema``, never ``compare``; writes to the build folder
only.
"""
