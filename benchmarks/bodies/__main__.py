"""How well printed names are matched: ``python -m benchmarks.bodies [--names N] [--seed S] [--show N]``.

Prints for each way in which names are printed how many were matched rightly (where several bodies fit, ``ambiguous``
with all of them is right), left unanswered where that is right too, missed, and wrong; and names per second of CPU.
Exits with 1 where a bar is missed: none wrong, and of names with district or province 99.5 % right.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict

from benchmarks.bodies.name_lists import NameCase, make_cases, verdict
from pipeline.domain.register.body import register
from pipeline.domain.register.matcher import BodyMatcher

LEAST_RIGHT = 99.5
"""Percent of the names with district or province that must be matched rightly."""
VERDICTS = ("right", "unanswered", "missed", "wrong")


def main() -> None:
    """Match a list of names and print what became of them."""
    parser = argparse.ArgumentParser(prog="benchmarks.bodies", description=__doc__)
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many names of each verdict that is not right")
    options = parser.parse_args()
    bodies = register()
    cases = make_cases(bodies, options.names, options.seed)
    start = time.process_time()
    matcher = BodyMatcher(bodies)
    matcher.match("อบต.ทดสอบ")
    built = time.process_time() - start
    start = time.process_time()
    found = [matcher.match(c.name, c.kind or None, c.district or None, c.province or None) for c in cases]
    seconds = time.process_time() - start
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shown: Counter[tuple[str, str]] = Counter()
    for case, match in zip(cases, found, strict=True):
        said = verdict(case, match.body_id, match.candidates)
        counts[case.group][said] += 1
        counts["ALL WITH PLACE" if case.is_placed else "ALL WITHOUT PLACE"][said] += 1
        if said != "right" and shown[case.group, said] < options.show:
            shown[case.group, said] += 1
            print(f"{said}: {_described(case)} -> {match.status} {match.body_id} (made from {case.body_id})")
    print(f"{'':<32}{''.join(f'{v:>12}' for v in VERDICTS)}{'right %':>10}")
    for group, verdicts in sorted(counts.items(), key=lambda item: (item[0].isupper(), item[0])):
        print(f"{group:<32}{''.join(f'{verdicts[v]:>12,}' for v in VERDICTS)}{_right(verdicts):>10.2f}")
    rate = len(cases) / seconds
    print(f"{len(cases):,} names in {seconds:.1f} s of CPU, {rate:,.0f} a second; index built in {built:.2f} s")
    wrong = sum(verdicts["wrong"] for verdicts in counts.values())
    sys.exit(1 if wrong or _right(counts["ALL WITH PLACE"]) < LEAST_RIGHT else 0)


def _right(verdicts: Counter[str]) -> float:
    """Return the percentage of names that were answered rightly, of those that have one right answer."""
    answerable = verdicts.total() - verdicts["unanswered"]
    return 100 * verdicts["right"] / answerable if answerable else 100.0


def _described(case: NameCase) -> str:
    return f"[{case.group}] " + " | ".join(p for p in (case.name, case.kind, case.district, case.province) if p)


if __name__ == "__main__":
    main()
