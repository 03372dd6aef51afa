"""pithos-migrate is killed at random moments; run again it ends in the very database that a calm run gives."""
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

import pytest

from harness import original
from harness.cloud import program

# FAULT_ROUNDS=100 is the long form; FAULT_SEED repeats a run that failed.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "10"))
SEED = os.environ.get("FAULT_SEED") or str(random.SystemRandom().randrange(1 << 32))
# Enough for each step to be met.
VERSIONS = 60_000
UPGRADE_TIMEOUT_S = 300
# Rounds in which the upgrade is killed at most; another run than the last is left to end.
KILLS_MAX = 6


def upgrade(database):
    return [program(), "pithos-migrate", "upgrade", "head", "--no-backup", "--database", f"sqlite:{database}"]


def contents(database):
    """Every table's definition and rows, but for when a migration ran."""
    connection = sqlite3.connect(database)
    found = {}
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall():
        found[name] = sql
    for name in [name for name, sql in found.items() if sql and sql.startswith("CREATE TABLE")]:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "applied"]
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()
        found[f"rows of {name}"] = sorted(map(repr, rows))
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return found


@pytest.fixture(scope="module")
def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-upgrade."))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def calm(folder):
    """The database before, after, and how long the way between takes, in seconds."""
    before = folder / "before.sqlite"
    original.sqlite(before, VERSIONS)
    after = folder / "calm.sqlite"
    shutil.copy(before, after)
    started = time.monotonic()
    subprocess.run(upgrade(after), check=True, timeout=UPGRADE_TIMEOUT_S, capture_output=True)
    return before, contents(after), time.monotonic() - started


def test_a_killed_upgrade_goes_on(folder, calm):
    before, expected, seconds = calm
    dice = random.Random(SEED)
    kills = 0
    for number in range(ROUNDS):
        database = folder / f"round-{number}.sqlite"
        shutil.copy(before, database)
        for _ in range(KILLS_MAX):
            process = subprocess.Popen(upgrade(database), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                status = process.wait(dice.uniform(0, seconds * 0.8))
                assert status == 0, f"seed {SEED}, round {number}"
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
        subprocess.run(upgrade(database), check=True, timeout=UPGRADE_TIMEOUT_S, capture_output=True)
        assert contents(database) == expected, f"seed {SEED}, round {number}"
        for path in folder.glob(f"{database.name}*"):
            path.unlink()
    assert kills > 0, "no upgrade was killed"
