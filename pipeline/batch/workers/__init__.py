"""Where documents are read: processes of this machine or of a cluster, with limits."""
