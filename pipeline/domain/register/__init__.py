"""The register of the bodies that are assessed: who they are, and which of them a printed name means."""
