"""A release on its way to files: rows of outcomes, Parquet partitions, and what a release says of itself."""
