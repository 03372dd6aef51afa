"""What is asked of a figure, as sentences that can be judged."""
import dataclasses
from collections.abc import Callable


@dataclasses.dataclass
class Goal:
    """`text` continues "asked:"; `holds(row)` judges a `report.Row`."""

    text: str
    holds: Callable


def at_least(number):
    return Goal(f"at least {number:,}", lambda row: row.ours.value >= number)


def under(number, unit):
    return Goal(f"under {number:,} {unit}", lambda row: row.ours.value < number)


def times(factor, peer):
    """So many times as good as the row's first peer, who is called `peer` in the sentence."""
    return Goal(f"{factor} times {peer}", lambda row: row.ratio >= factor)


def at_most_times(factor, peer):
    """Takes at most so many times what the first peer takes."""
    return Goal(f"at most {factor} times {peer}", lambda row: row.ratio >= 1 / factor)
