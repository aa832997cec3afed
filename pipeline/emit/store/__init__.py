"""Where releases are kept: the current one, older ones, on a disk or in an object store."""
