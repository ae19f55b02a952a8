"""Plans a large class on clusters of several sizes, from what the other benchmarks measured.

Shards of two cores grade side by side, and then one process enters all reports into the gradebook.
"""

from __future__ import annotations

import argparse

CORES_OF_A_SHARD = 2
LARGEST_SHARD = 1_000  # submissions: a shard that is lost costs no more


def main() -> None:
    """Print a row for each number of cores."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--submissions", type=int, default=100_000)
    parser.add_argument("--cores", type=int, nargs="*", default=[10, 100, 1_000])
    parser.add_argument("--each", type=float, default=0.24, help="s of a core to grade one")
    parser.add_argument("--start", type=float, default=3.1, help="s of a core to start a shard")
    parser.add_argument("--enter", type=float, default=0.047, help="s to enter one")
    options = parser.parse_args()
    print("| cores | shards | grading | merging | together | bottleneck |")
    print("|---|---|---|---|---|---|")
    for cores in options.cores:
        print(_row(options, cores))


def _row(options: argparse.Namespace, cores: int) -> str:
    at_once = max(1, cores // CORES_OF_A_SHARD)
    rounds = -(-options.submissions // (at_once * LARGEST_SHARD))
    shards = at_once * rounds
    work = options.submissions * options.each + shards * options.start
    grading, merging = work / cores, options.submissions * options.enter
    slower = "the workers" if grading > merging else "the one writer of the gradebook"
    times = (_time(seconds) for seconds in (grading, merging, grading + merging))
    return f"| {cores:,} | {shards} | {' | '.join(times)} | {slower} |"


def _time(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


if __name__ == "__main__":
    main()
