"""What a run has to do: fingerprints, the plan, and copies among documents."""
