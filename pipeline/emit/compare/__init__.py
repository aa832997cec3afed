"""Compare: two releases side by side, what changed and what got lost without a reason.

Contract: reads releases, changes nothing. Imports ``store`` and ``schema``.
"""
