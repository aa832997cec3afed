"""Programs that make what the pipeline's recognisers run on. Nothing in pipeline/ imports from here."""
