"""Recordings of the original, replayed group by group, and the list of deliberate differences."""
import collections
import dataclasses
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile
import urllib.parse

# Written by the original's middleware on every answer; caches and clients of today get better ones.
IGNORED_HEADERS = "content-language,vary,cache-control,expires"
# A group of a hundred exchanges takes seconds; one that hangs is cut off.
GROUP_TIMEOUT_S = 300


@dataclasses.dataclass(frozen=True)
class Result:
    """How one exchange came out: `passed`, `failed`, `differing` (on purpose), `stale` (listed but equal) or
    `skipped`, with what differed or why."""

    area: str
    group: str
    name: str
    outcome: str
    text: str = ""


class Differences:
    """`differences.tsv`: exchanges that differ on purpose, with the reason; the group * is every group of the area. One that
    differs only because an earlier one of its group does has a reason that begins with FOLLOWS, and one that may or may
    not differ, since chance has a hand in it, one that begins with CHANCE."""

    FOLLOWS = "Follows from"
    CHANCE = "By chance"

    def __init__(self, path):
        self.reasons = {}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != 4 or not all(field.strip() for field in fields):
                raise SystemExit(f"{path.name} line {number}: area, group, name and reason, separated by tabs")
            self.reasons[tuple(fields[:3])] = fields[3]

    def entry(self, area, group, name):
        """The entry that an exchange has, or None."""
        return next((key for key in ((area, group, name), (area, "*", name)) if key in self.reasons), None)

    def judge(self, area, group, name, errors):
        """The result of one exchange; `errors` is empty when it was answered as recorded."""
        reason = self.reasons.get(self.entry(area, group, name))
        if reason is None:
            return Result(area, group, name, "failed" if errors else "passed", errors)
        if errors:
            return Result(area, group, name, "differing", f"{reason}\n     {errors}")
        if reason.startswith(self.CHANCE):
            return Result(area, group, name, "passed")
        return Result(area, group, name, "stale", "listed in differences.tsv, but answered as recorded")

    def repairs(self, results):
        """How many exchanges differ for a reason of their own; one that differs in every group of an area counts once."""
        entries = collections.Counter(
            self.entry(result.area, result.group, result.name) for result in results if result.outcome == "differing")
        return sum(1 if group == "*" else count for (area, group, name), count in entries.items()
                   if not self.reasons[area, group, name].startswith((self.FOLLOWS, self.CHANCE)))

    def unmet(self, results, chosen):
        """Listed exchanges of the chosen groups that the recordings do not have."""
        seen = {self.entry(result.area, result.group, result.name) for result in results}
        skipped = {(result.area, result.group) for result in results if result.outcome == "skipped"}
        replayed = {(area, each) for area, group in chosen if (area, group) not in skipped for each in (group, "*")}
        return [key for key in self.reasons if key[:2] in replayed and key not in seen]


def lines(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def groups(golden, area):
    """Names of an area's groups, in the order they were recorded."""
    return [line["group"] for line in lines(golden / f"{area}.jsonl") if line.get("group_header")]


def selection(golden, defaults, areas, wanted):
    """Pairs (area, group) to replay: what was asked for, or else what `defaults` lists."""
    known = sorted(path.stem for path in golden.glob("*.jsonl"))
    if areas or wanted:
        chosen = known if not areas or "all" in areas else [area for area in known if area in areas]
        return [(area, group) for area in chosen for group in groups(golden, area) if not wanted or group in wanted]
    pairs = []
    for line in defaults.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            area, group = line.split("\t")
            pairs += [(area, each) for each in groups(golden, area)] if group == "*" else [(area, group)]
    return pairs


class Recordings:
    """Replays groups against a testbed with the recordings' own replay.py, a process a group. `settings` are those of the
    testbed that differ meanwhile."""

    def __init__(self, golden: pathlib.Path, testbed, differences: Differences, readings, settings=None):
        self.golden = golden
        self.settings = urllib.parse.quote(json.dumps(settings or {}))
        self.testbed = testbed
        self.differences = differences
        self.readings = readings

    def exchanges(self, area, group):
        """Names of what is compared in a group: exchanges that show no defect of the original, events, commands."""
        names, inside = [], False
        for line in lines(self.golden / f"{area}.jsonl"):
            if line.get("group_header"):
                inside = line["group"] == group
            elif inside and not line.get("original_bug") and not {"mark", "ganeti"} & line.keys():
                names.append(line["name"])
        return names

    def replay(self, area, group):
        """Results of every exchange of a group. What was not reached, because the testbed or the replay ended
        early, has failed."""
        self.testbed.ensure()
        url = self.testbed.url
        reset = (f"curl -sS --fail-with-body --max-time 30 -X POST -H 'Content-Type: application/json' "
                 f"--data-binary \"$SETTINGS\" "
                 f"\"{url}/testbed/reset?area=$AREA&group=$GROUP&settings={self.settings}\"")
        post = f"curl -sS --max-time 30 -X POST -H 'Content-Type: application/json' --data-binary @- {url}/testbed"
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as recording:
            self.readings.write(self.golden / f"{area}.jsonl", area, group, recording.name)
            command = [sys.executable, str(self.golden / "replay.py"), "--base", url, "--reset", reset,
                       "--event", f"{post}/event", *self.options(area, group, post),
                       "--ignore-headers", IGNORED_HEADERS, "--group", group, "-v", recording.name]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=GROUP_TIMEOUT_S)
                output, trouble = done.stdout, done.stderr.strip().splitlines()[-1:]
            except subprocess.TimeoutExpired as expired:
                output = (expired.stdout or b"").decode("utf-8", "replace")
                trouble = [f"no end after {GROUP_TIMEOUT_S} s: {shlex.join(command)}"]
        return list(self.read(area, group, output, trouble))

    def options(self, area, group, post):
        """What a group asks of the replay. Where calls to the cluster are compared or refused, what showed a defect of the
        original is asked for too, since it changes what follows; how it is answered does not count (`read`)."""
        needs = next(line.get("needs", []) for line in lines(self.golden / f"{area}.jsonl")
                     if line.get("group_header") and line["group"] == group)
        if "rapi" not in needs or self.testbed.rapi_log is None:
            return ["--skip-bugs"]
        return ["--rapi-log", str(self.testbed.rapi_log), "--ganeti", f"{post}/ganeti"]

    def read(self, area, group, output, trouble):
        """Turns the replay's printed lines into results."""
        pending = collections.Counter(self.exchanges(area, group))
        name, errors = None, []

        def finish():
            if name not in pending:
                return
            pending[name] -= 1
            yield self.differences.judge(area, group, name, "\n     ".join(errors))

        for line in output.splitlines():
            if line.startswith(f"== {area}/{group} skipped: "):
                yield Result(area, group, group, "skipped", line.split("skipped: ", 1)[1])
                return
            if line.startswith("     ") and name is not None and errors is not None:
                errors.append(line.strip())
                continue
            if name is not None:
                yield from finish()
                name = None
            if line.startswith("ok   "):
                name, errors = line[5:], []
            elif line.startswith(f"FAIL {area}/{group}: "):
                name, errors = line.split(": ", 1)[1], []
        if name is not None:
            yield from finish()
        for missing, count in pending.items():
            for _ in range(count):
                text = "not reached: " + (" ".join(trouble) or "the replay ended early")
                yield Result(area, group, missing, "failed", text)
