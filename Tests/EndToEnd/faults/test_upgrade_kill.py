"""pithos-migrate is killed at random moments; run again it ends in the very database that a calm run gives."""
import os
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import time

import pytest

from harness import databases
from harness.cloud import program
from harness.waiting import wait_for

# FAULT_ROUNDS=100 is the long form; FAULT_SEED repeats a run that failed.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "10"))
SEED = os.environ.get("FAULT_SEED") or str(random.SystemRandom().randrange(1 << 32))
# Enough for each step to be met.
VERSIONS = 60_000
ORIGINAL = "4c8ccdc58192"
TIMEOUT_S = 300
# Rounds in which the command is killed at most; another run than the last is left to end.
KILLS_MAX = 6
KILLED, DONE = "killed", "done"


class Migration:
    """One direction on one engine: the database before, and what a calm run makes of it in so many seconds."""

    def __init__(self, engine, words, before):
        self.engine, self.words, self.before = engine, words, before
        engine.copy(before, "calm")
        started = time.monotonic()
        assert self.run("calm") is DONE
        self.seconds = time.monotonic() - started
        self.expected = engine.contents("calm")

    def run(self, name, kill_after_s=None):
        """KILLED, DONE, or the server's processes that it was said to wait for: they are at what was killed before."""
        process = subprocess.Popen(
            [program(), "pithos-migrate", *self.words, "--no-backup", "--database", self.engine.address(name)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=TIMEOUT_S if kill_after_s is None else kill_after_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            assert kill_after_s is not None, f"no end after {TIMEOUT_S} s"
            return KILLED
        if process.returncode == 0:
            return DONE
        busy = frozenset(map(int, re.findall(r"process (\d+)", said)))
        assert busy, said
        return busy

    def go_on(self, name, dice):
        """Runs the command until it is done, waiting for what is left of a killed one, or ending that, as it says."""
        while (busy := self.run(name)) is not DONE:
            for process in busy:
                if dice.random() < 0.5:
                    self.engine.end(process)
            wait_for(lambda: not busy & self.engine.sessions(name), "statements of a killed command to end", TIMEOUT_S, 0.02)


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def engine(request):
    """Databases, `before` among them: the original's."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-upgrade."))
    try:
        if request.param == "SQLite":
            found = databases.SQLite(folder)
            found.make("before", VERSIONS)
            yield found
        elif databases.NO_POSTGRES:
            pytest.skip(databases.NO_POSTGRES)
        else:
            with databases.postgres() as found:
                found.make("before", VERSIONS)
                yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def upgrade(engine):
    return Migration(engine, ["upgrade", "head"], "before")


@pytest.fixture(scope="module")
def downgrade(engine, upgrade):
    engine.copy("calm", "upgraded")
    engine.remove("calm")
    return Migration(engine, ["downgrade", ORIGINAL], "upgraded")


def kill_and_go_on(migration, rounds):
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    engine, kills = migration.engine, 0
    for number in range(rounds):
        name = f"round_{number}"
        engine.copy(migration.before, name)
        for _ in range(KILLS_MAX):
            outcome = migration.run(name, kill_after_s=dice.uniform(0, migration.seconds * 0.8))
            kills += outcome is KILLED
            if outcome is DONE:
                break
        migration.go_on(name, dice)
        assert engine.contents(name) == migration.expected, f"seed {SEED}, round {number}"
        engine.remove(name)
    assert kills > 0, "nothing was killed"


def test_a_killed_upgrade_goes_on(upgrade):
    kill_and_go_on(upgrade, ROUNDS)


def test_a_killed_downgrade_goes_on(downgrade):
    # All in one transaction: nearly every round has as many kills as it may have.
    kill_and_go_on(downgrade, max(2, ROUNDS // 2))
