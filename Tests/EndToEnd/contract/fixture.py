"""The upgraded object store of a real Synnefo 0.14, and what the original answered on it."""
import contextlib
import email.utils
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from harness import databases  # noqa: E402
from recordings import Recordings, Result  # noqa: E402
from testbed import Testbed  # noqa: E402

AREA = "fixture"
# The dumps: the same data at two revisions of the original's.
REVISIONS = ("4c8ccdc58192", "3b62b3f1bf6c")
ENGINES = ("SQLite", "PostgreSQL")
# The newest change of the data, rounded up. What was modified later than this was modified when it was asked for.
NEWEST_CHANGE = 1795343253
PATHS = ("/pithos/", "/cyclades/image/", "/cyclades/compute/v2.0/images")
ELSEWHERE = "asked of Astakos or Cyclades, whose databases (snf_apps.sql) are not upgraded in place"


def group(revision, engine):
    return f"{revision}-{engine}"


class Fixture:
    """As a context: each dump is brought to ours by pithos-migrate on each engine, as an operator does it, and then serves
    what was recorded, over the same blocks."""

    def __init__(self, folder, golden, programs):
        self.folder, self.golden, self.programs = folder, golden, programs
        self.program = pathlib.Path(programs or ".build/debug") / "synnefo"
        self.groups = [(AREA, group(revision, engine)) for revision in REVISIONS for engine in ENGINES]

    def __enter__(self):
        self.closing = contextlib.ExitStack()
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-fixture."))
        self.closing.callback(shutil.rmtree, self.path, ignore_errors=True)
        (self.path / "data").mkdir()
        subprocess.run(["tar", "xJf", self.folder / "pithos-data.tar.xz", "-C", self.path / "data"], check=True)
        (self.path / "replay.py").symlink_to(self.golden / "replay.py")
        self.elsewhere = self.record()
        self.engines = {"SQLite": databases.SQLite(self.path)}
        if not databases.NO_POSTGRES:
            self.engines["PostgreSQL"] = self.closing.enter_context(databases.postgres())
        return self

    def __exit__(self, *_):
        self.closing.close()

    def results(self, differences, readings):
        """Of every exchange with every dump on every engine, and of the upgrades themselves."""
        for name in self.elsewhere:
            yield Result(AREA, "elsewhere", name, "skipped", ELSEWHERE)
        ends = {}
        for engine, server in self.engines.items():
            for revision in REVISIONS:
                self.upgrade(server, f"at_{revision}", self.folder / f"pithos-{revision}.sql")
            ends[engine] = [server.contents(f"at_{revision}") for revision in REVISIONS]
            yield same(engine, *ends[engine])
        for revision in REVISIONS:
            yield from self.replayed(revision, differences, readings)

    def replayed(self, revision, differences, readings):
        database, pithos = f"at_{revision}", self.path / revision
        pithos.mkdir()
        (pithos / "data").symlink_to(self.path / "data")
        self.engines["SQLite"].copy(database, f"{revision}/pithos")
        with Testbed(self.programs, pithos=pithos) as testbed:
            yield from Recordings(self.path, testbed, differences, readings).replay(AREA, group(revision, "SQLite"))
            over = group(revision, "PostgreSQL")
            server = self.engines.get("PostgreSQL")
            if server is None:
                yield Result(AREA, over, over, "skipped", databases.NO_POSTGRES)
                return
            settings = {"PITHOS_BACKEND_DB_CONNECTION": server.address(database)}
            yield from Recordings(self.path, testbed, differences, readings, settings).replay(AREA, over)
            is_used = bool(server.sessions(database))
            yield Result(AREA, over, "answered from PostgreSQL", "passed" if is_used else "failed",
                         "" if is_used else "the testbed is not connected to it")

    def upgrade(self, server, name, dump):
        """Loads a dump and brings it to ours."""
        server.load(name, dump)
        backup = self.path / "backup"
        server.back_up(name, backup)
        # The data is of a day that this machine's clock may not have reached.
        moment = max(os.stat(backup).st_mtime, NEWEST_CHANGE)
        os.utime(backup, (moment, moment))
        done = subprocess.run(
            [self.program, "pithos-migrate", "upgrade", "head", "--backup", backup, "--backup-age", "100000",
             "--database", server.address(name), "--data", self.path / "none"], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"pithos-migrate failed:\n{done.stdout}{done.stderr}")

    def record(self):
        """Keeps the recordings that the object store decides, as a group a dump and engine; returns the names of others."""
        kept, others = [], []
        with open(self.folder / "expected.jsonl", encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                if "request" in line and not line["request"]["path"].startswith(PATHS):
                    others.append(line["name"])
                    continue
                headers = line.get("response", {}).get("headers", {})
                modified = headers.get("Last-Modified")
                if modified and email.utils.parsedate_to_datetime(modified).timestamp() > NEWEST_CHANGE:
                    headers["Last-Modified"] = "{{http-date}}"
                kept.append(line)
        with open(self.path / f"{AREA}.jsonl", "w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in kept if line.get("header"))
            for _, name in self.groups:
                out.writelines(json.dumps({**line, "group": name}) + "\n" for line in kept if not line.get("header"))
        return others


def same(engine, first, second):
    """Whether both dumps have ended in the same schema and rows."""
    differing = sorted(what for what in first.keys() | second.keys() if first.get(what) != second.get(what))
    return Result(AREA, "upgrade", f"both dumps end in the same schema and rows on {engine}",
                  "failed" if differing else "passed",
                  "\n     ".join(f"{what}: {first.get(what)} and {second.get(what)}" for what in differing))
