"""A million versions of a database of Synnefo 0.14.0 become ours, on both engines."""
import os
import pathlib
import subprocess
import tempfile
import time

import original
from goals import under
from report import Row
from turns import Figure

VERSIONS = 1_000_000
SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"


def measure(_):
    binaries = os.environ["SYNNEFO_BIN"]
    with tempfile.TemporaryDirectory(prefix="synnefo-upgrade-") as directory:
        path = pathlib.Path(directory) / "pithos.sqlite"
        address = f"sqlite:{path}"
        original.empty(binaries, address)
        original.fill_sqlite(path, VERSIONS)
        yield from upgraded(binaries, "SQLite", address)
    with original.postgres(SCRIPTS) as address:
        original.empty(binaries, address)
        original.fill_postgres(address, VERSIONS)
        yield from upgraded(binaries, "PostgreSQL", address)


def upgraded(binaries, engine, address):
    began = time.monotonic()
    memory = original.migrate(binaries, "upgrade", "head", "--no-backup", "--database", address)
    took = time.monotonic() - began
    state = subprocess.run([pathlib.Path(binaries) / "synnefo", "pithos-migrate", "current", "--database", address],
                           check=True, capture_output=True, text=True).stdout
    assert "(head)" in state, state
    command = (f"`pithos-migrate upgrade head` on {VERSIONS:,} versions of about 600,000 objects with a piece of metadata "
               f"each, from {original.REVISION}; once")
    yield Row(f"upgrade of a million versions, {engine}", "s", Figure(took), command, [under(120, "s")], better="less")
    yield Row(f"memory of the upgrade, {engine}", "MB", Figure(memory),
              "the most that `pithos-migrate` had resident", [under(150, "MB")], better="less")
