"""What was measured, and how it is written down."""
import dataclasses
import os
import pathlib
import platform
import statistics
import subprocess
import time


@dataclasses.dataclass
class Row:
    """One figure. `ours` and `peer` are in `unit`; `target` says in words what is asked of them, `met` whether it holds."""

    name: str
    unit: str
    ours: float
    target: str
    met: bool
    command: str
    peer_name: str = ""
    peer: float | None = None

    @property
    def ratio(self):
        return self.ours / self.peer if self.peer else None

    def __str__(self):
        beside = f", {self.peer_name} {number(self.peer)}, ratio {self.ratio:.2f}" if self.peer else ""
        return f"{self.name}: {number(self.ours)} {self.unit}{beside}; asked: {self.target}: {'met' if self.met else 'MISSED'}"


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def interleaved(rounds, *measures):
    """Medians of several measures that take turns; one turn of each to warm up is not counted."""
    found = [[] for _ in measures]
    for turn in range(rounds + 1):
        for values, measure in zip(found, measures):
            value = measure()
            if turn > 0:
                values.append(value)
    return [statistics.median(values) for values in found]


def machine():
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} × {model}, Linux {platform.release()}, load {os.getloadavg()[0]:.1f} at the end"


def write(path, rows):
    """RESULTS.md: a table, and the command behind each figure."""
    commit = subprocess.run(["git", "-C", path.parent, "log", "-1", "--format=%h %cs"], capture_output=True, text=True)
    lines = [
        "# What was measured", "",
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, commit {commit.stdout.strip()}, release build, one run, ours and the peer taking",
        f"turns; medians. {machine()}.", "",
        "| what | ours | peer | ratio | asked | |", "|---|---|---|---|---|---|",
    ]
    for row in rows:
        peer = f"{number(row.peer)} {row.unit} ({row.peer_name})" if row.peer else ""
        ratio = f"{row.ratio:.2f}" if row.peer else ""
        lines.append(f"| {row.name} | {number(row.ours)} {row.unit} | {peer} | {ratio} | {row.target} "
                     f"| {'met' if row.met else '**missed**'} |")
    lines += ["", "## How", "", "`make bench` measures all of it again; `Benchmarks/run MEASURE` a part.", ""]
    lines += [f"- {row.name}: {row.command}" for row in rows]
    path.write_text("\n".join(lines) + "\n")
