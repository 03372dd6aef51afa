"""What was measured, and how it is written down."""
import dataclasses
import os
import pathlib
import platform
import subprocess
import time

from turns import Figure

# Above this part of one processor the figure may be the load generator's own.
LOAD_LIMIT = 0.9


@dataclasses.dataclass
class Row:
    """One figure beside those of its peers, the first of which the goals are about. All are in `unit`; `better` says
    whether "more" or "less" of it is."""

    name: str
    unit: str
    ours: Figure
    command: str
    goals: list = dataclasses.field(default_factory=list)
    peers: dict = dataclasses.field(default_factory=dict)
    better: str = "more"

    @property
    def ratio(self):
        """How many times as good as the first peer: above 1 is better, whatever the unit."""
        if not self.peers:
            return None
        peer = next(iter(self.peers.values())).value
        return self.ours.value / peer if self.better == "more" else peer / self.ours.value

    @property
    def met(self):
        return all(goal.holds(self) for goal in self.goals)

    @property
    def sides(self):
        return {"ours": self.ours, **self.peers}

    def verdicts(self):
        return "; ".join(f"{goal.text}: {'met' if goal.holds(self) else 'MISSED'}" for goal in self.goals)

    def text(self, with_processor):
        """A line, and with `with_processor` one more about processor time."""
        found = [f"{name} {number(figure.value)}" for name, figure in self.peers.items()]
        found += [f"ratio {self.ratio:.2f}"] if self.peers else []
        line = ", ".join([f"{self.name}: {number(self.ours.value)} {self.unit}", *found])
        line += f"; asked: {self.verdicts()}" if self.goals else ""
        for name, figure in self.sides.items():
            if figure.load and figure.load > LOAD_LIMIT:
                line += f"\n      the load took {figure.load:.0%} of a processor for {name}: it may be the limit"
        if with_processor and self.processor():
            line += f"\n      processor: {self.processor()}"
        return line

    def processor(self):
        """Processor time a request of each side, and what the load took of a processor meanwhile."""
        return "; ".join(f"{name} {number(figure.processor_ms)} ms a request, load {figure.load:.0%}"
                         for name, figure in self.sides.items() if figure.processor_ms is not None)


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def machine():
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} × {model}, Linux {platform.release()}, load {os.getloadavg()[0]:.1f} at the end"


def write(path, rows, with_processor):
    """RESULTS.md: a table, and the command behind each figure."""
    commit = subprocess.run(["git", "-C", path.parent, "log", "-1", "--format=%h"], capture_output=True, text=True)
    lines = [
        "# What was measured", "",
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, commit {commit.stdout.strip()}, release build, one run, ours and the",
        f"peers taking turns; medians. {machine()}.", "",
        "The ratio is to the first peer; above 1 is better, whatever the unit.", "",
        "| what | ours | peers | ratio | asked |" + (" processor |" if with_processor else ""),
        "|---|---|---|---|---|" + ("---|" if with_processor else ""),
    ]
    for row in rows:
        cells = [row.name, f"{number(row.ours.value)} {row.unit}",
                 "; ".join(f"{name}: {number(figure.value)}" for name, figure in row.peers.items()),
                 f"{row.ratio:.2f}" if row.peers else "", row.verdicts().replace("MISSED", "**missed**")]
        lines.append("| " + " | ".join(cells + ([row.processor()] if with_processor else [])) + " |")
    lines += ["", "## How", "", "`make bench` measures all of it again; `Benchmarks/run MEASURE` a part.", ""]
    lines += [f"- {row.name}: {row.command}" for row in rows]
    path.write_text("\n".join(lines) + "\n")
