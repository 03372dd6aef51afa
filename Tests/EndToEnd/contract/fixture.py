"""The upgraded object store of a real Synnefo 0.14, and what the original answered on it."""
import email.utils
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from harness import original  # noqa: E402

AREA = "fixture"
# The newest change of the data, rounded up. What was modified later than this was modified when it was asked for.
NEWEST_CHANGE = 1795343253
# What is asked of other components has databases of its own, which are not upgraded in place.
PATHS = ("/pithos/", "/cyclades/image/", "/cyclades/compute/v2.0/images")


class Fixture:
    """As a context: a folder with recordings and replay.py, as Recordings wants it, and `pithos`, the object store.

    The database is the dump of revision 4c8ccdc58192, brought to ours by pithos-migrate as an operator does it."""

    def __init__(self, folder, golden, programs):
        self.folder, self.golden = folder, golden
        self.program = pathlib.Path(programs or ".build/debug") / "synnefo"

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-fixture."))
        self.pithos = self.path / "pithos"
        (self.pithos / "data").mkdir(parents=True)
        database = self.pithos / "pithos.sqlite"
        original.sqlite_from_dump(database, self.folder / "pithos-4c8ccdc58192.sql")
        backup = self.path / "backup.sqlite"
        shutil.copy(database, backup)
        # The data is of a day that this machine's clock may not have reached.
        moment = max(os.stat(backup).st_mtime, NEWEST_CHANGE)
        os.utime(backup, (moment, moment))
        self.run("upgrade", "head", "--backup", str(backup), "--backup-age", "100000", database=database)
        subprocess.run(["tar", "xJf", self.folder / "pithos-data.tar.xz", "-C", self.pithos / "data"], check=True)
        (self.path / "replay.py").symlink_to(self.golden / "replay.py")
        self.record()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def run(self, *arguments, database):
        command = [self.program, "pithos-migrate", *arguments, "--database", f"sqlite:{database}", "--data", self.path / "none"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"pithos-migrate failed:\n{done.stdout}{done.stderr}")

    def record(self):
        """Keeps the recordings that the object store decides."""
        with open(self.folder / "expected.jsonl", encoding="utf-8") as lines, \
                open(self.path / f"{AREA}.jsonl", "w", encoding="utf-8") as kept:
            for line in map(json.loads, lines):
                if "request" in line and not line["request"]["path"].startswith(PATHS):
                    continue
                headers = line.get("response", {}).get("headers", {})
                modified = headers.get("Last-Modified")
                if modified and email.utils.parsedate_to_datetime(modified).timestamp() > NEWEST_CHANGE:
                    headers["Last-Modified"] = "{{http-date}}"
                kept.write(json.dumps(line) + "\n")
