"""Two releases side by side: what changed, and what got lost without a reason."""
