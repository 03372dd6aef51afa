"""Sides that take turns within one run, so that a machine that is busy is busy for all of them."""
import dataclasses
import statistics
import time
from collections.abc import Callable

import processes


@dataclasses.dataclass
class Turn:
    """What one turn found: a value in the row's unit, from so many requests."""

    value: float
    requests: int = 1


@dataclasses.dataclass
class Side:
    """One who takes turns: `act()` returns a `Turn`. What `prepare()` does is not measured."""

    act: Callable
    # The processes that do the work, with all below them; none where this program does it itself.
    processes: list = dataclasses.field(default_factory=list)
    prepare: Callable = lambda: None


@dataclasses.dataclass
class Figure:
    """What a side did over all its turns."""

    value: float
    # Milliseconds of processor time that the side's processes took for one request.
    processor_ms: float | None = None
    # Processor time of what made the load, as a part of the time that passed: near 1, one thread was the limit.
    load: float | None = None


def interleaved(rounds, *sides, warm=True):
    """A `Figure` a side, each the median of its turns; a turn of each to warm up is not counted."""
    turns = [[] for _ in sides]
    for number in range(rounds + warm):
        for found, side in zip(turns, sides):
            side.prepare()
            turn = _measured(side)
            if number >= warm:
                found.append(turn)
    return [_figure(side, found) for side, found in zip(sides, turns)]


def _measured(side):
    """A turn, and seconds: of the side's processes, of this program, of the clock."""
    worked, loaded, started = processes.processor_seconds(side.processes), processes.own_seconds(), time.perf_counter()
    turn = side.act()
    passed, loaded = time.perf_counter() - started, processes.own_seconds() - loaded
    return (turn, _rest(side.processes) - worked, loaded, passed)


def _rest(roots, patience_s=5, pause_s=0.2):
    """Waits until a side has done what it left for after its answers: that is no part of another's turn, and its own
    processor time. Returns all of that."""
    spent = processes.processor_seconds(roots)
    for _ in range(int(patience_s / pause_s) if roots else 0):
        time.sleep(pause_s)
        before, spent = spent, processes.processor_seconds(roots)
        if spent - before < pause_s / 10:
            break
    return spent


def _figure(side, measured):
    turns, worked, loaded, passed = zip(*measured)
    value = statistics.median(turn.value for turn in turns)
    if not side.processes:
        return Figure(value)
    # Added up over the turns: the kernel counts in hundredths of a second, too coarse for one short turn.
    return Figure(value, 1000 * sum(worked) / max(1, sum(turn.requests for turn in turns)), sum(loaded) / sum(passed))
