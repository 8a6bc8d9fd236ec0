"""`python -m benchmarks [--claims N] [--quick]`: one table from one run. `make bench` is the same."""

import argparse
import os
import sys

from ipr_portal.embedded.commands import main as launch
from ipr_portal.embedded.places import PYTHON

MEASURES = ("page", "notice", "next", "docket", "intake", "imports", "enforcement")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--claims", type=int, default=None, help="open claims in the database (default 1000000)")
    parser.add_argument("--runs", type=int, default=None, help="runs of each measure (default 5)")
    parser.add_argument("--quick", action="store_true", help="2,000 claims, two short runs: does it work at all?")
    parser.add_argument("--only", default=",".join(MEASURES), help=f"some of {','.join(MEASURES)}")
    asked = parser.parse_args()
    asked.claims = asked.claims or (2_000 if asked.quick else 1_000_000)
    asked.runs = asked.runs or (2 if asked.quick else 5)
    asked.only = asked.only.split(",")
    if unknown := set(asked.only) - set(MEASURES):
        parser.error(f"unknown measures: {', '.join(sorted(unknown))}")
    return asked


def main() -> int:
    asked = arguments()
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        # Servers of our own that write through to disk, made for this run and gone after it.
        return launch(["with", PYTHON, "-m", "benchmarks", *sys.argv[1:]])
    from benchmarks.sitting import sit  # only here: it needs the virtualenv

    return sit(asked)


if __name__ == "__main__":
    sys.exit(main())
