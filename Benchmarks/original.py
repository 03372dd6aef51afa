"""A large database of the original's, at revision 4c8ccdc58192 (0.14.0), as years of use leave it.

The empty tables are made by our own `pithos-migrate`, which can give a database back to 0.14; the rows are made here: a
hundred accounts with four containers each, objects with their history and their metadata, some of them deleted, shared
or public.
"""
import contextlib
import hashlib
import pathlib
import sqlite3
import subprocess
import time
import urllib.parse
import uuid

import processes

REVISION = "4c8ccdc58192"
ACCOUNTS = 100
CONTAINERS = 4
# Of so many versions the last is the object, the others its history; one object of fifty was deleted.
LINES = [1, 1, 2, 1, 4, 1, 1, 2, 1, 2]
DELETED = 50
# One object of so many is shared, or public.
SHARED = 200
START = 1_350_000_000
COLUMNS = {
    "nodes": "node parent latest_version path",
    "versions": "serial node hash size type source mtime muser uuid checksum cluster",
    "attributes": "serial domain key value",
    "policy": "node key value",
    "statistics": "node population size mtime cluster",
    "groups": "owner name member",
    "xfeatures": "feature_id path",
    "xfeaturevals": "feature_id key value",
    "public": "public_id path active url",
}


def rows(versions):
    """Yields (table, row) for a store with so many versions of objects, what others refer to first."""
    store = _Rows()
    places = []
    for number in range(ACCOUNTS):
        owner = str(uuid.UUID(int=number + 1))
        account = yield from store.node(0, owner, owner)
        yield "groups", (owner, "friends", str(uuid.UUID(int=(number + 1) % ACCOUNTS + 1)))
        for name in ("pithos", "trash", "photos", "backup")[:CONTAINERS]:
            path = f"{owner}/{name}"
            node = yield from store.node(account, path, owner)
            places.append((node, path, owner))
            for key, value in (("quota", "0"), ("versioning", "auto")):
                yield "policy", (node, key, value)
    while store.versions < versions:
        yield from store.object(*places[store.objects % len(places)], versions - store.versions)
    for (node, cluster), (population, size, changed) in store.counts.items():
        yield "statistics", (node, population, size, changed, cluster)


class _Rows:
    """Counts what was made."""

    def __init__(self):
        self.last_node, self.serial, self.objects, self.versions = 0, 0, 0, 0
        # Population, bytes and time of each container and cluster.
        self.counts = {}

    def node(self, parent, path, owner):
        """An account or a container, with its one version; returns its node."""
        self.last_node += 1
        node = self.last_node
        yield "nodes", (node, parent, self.serial + 1, path)
        yield self.version(node, "", 0, owner, 0)
        return node

    def object(self, container, path, owner, room):
        number = self.objects
        self.objects += 1
        self.last_node += 1
        node = self.last_node
        count = min(LINES[number % len(LINES)], room)
        name = f"{path}/folder {number // 997 % 100:02d}/Έγγραφο {number:07d}.txt"
        yield "nodes", (node, container, self.serial + count, name)
        for turn in range(count):
            is_last = turn == count - 1
            cluster = 1 if not is_last else 2 if number % DELETED == DELETED - 1 else 0
            content = hashlib.sha256(b"%d" % (self.serial % 400_000)).hexdigest()
            size = 1 + self.serial % 9_000_000
            yield self.version(node, content, size, owner, cluster)
            self.versions += 1
            colour = "red" if number % 3 else "κόκκινο"
            yield "attributes", (self.serial, "pithos", "X-Object-Meta-Colour", colour)
            counted = self.counts.get((container, cluster), (0, 0, 0))
            self.counts[container, cluster] = (counted[0] + 1, counted[1] + size, START + self.serial)
        if number % SHARED == 0:
            feature = number // SHARED + 1
            yield "xfeatures", (feature, name)
            yield "xfeaturevals", (feature, 0, f"{owner}:friends")
        elif number % SHARED == 1:
            yield "public", (number // SHARED + 1, name, True, f"public{number:010d}")

    def version(self, node, content, size, owner, cluster):
        self.serial += 1
        return "versions", (self.serial, node, content, size, "text/plain", None, START + self.serial, owner,
                            str(uuid.UUID(int=(1 << 100) + self.serial)), content, cluster)


def migrate(binaries, *arguments):
    """Runs `pithos-migrate`, and returns the most megabytes that it had resident."""
    process = subprocess.Popen([pathlib.Path(binaries) / "synnefo", "pithos-migrate", *map(str, arguments)])
    peak = 0
    # What the kernel tells of a process that has ended begins with what this program had when it started it.
    while process.poll() is None:
        with contextlib.suppress(OSError, RuntimeError):
            peak = processes.memory_mb(process.pid, "VmHWM")
        time.sleep(0.1)
    assert process.returncode == 0, f"pithos-migrate {' '.join(map(str, arguments))}: status {process.returncode}"
    return peak


def empty(binaries, address):
    """Makes the original's tables in a new database."""
    migrate(binaries, "initdb", "--database", address)
    migrate(binaries, "downgrade", REVISION, "--no-backup", "--database", address)


def fill_sqlite(path, versions):
    with contextlib.closing(sqlite3.connect(path)) as database:
        # Should this be cut off, the whole database goes.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
            database.execute(f"PRAGMA {pragma}").fetchall()
        with database:
            for table, batch in _batches(versions):
                places = ", ".join("?" * len(COLUMNS[table].split()))
                database.executemany(
                    f"INSERT INTO {table} ({', '.join(COLUMNS[table].split())}) VALUES ({places})", batch)
        database.execute("PRAGMA journal_mode = WAL").fetchall()


def fill_postgres(address, versions):
    psql = subprocess.Popen(["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", address],
                            stdin=subprocess.PIPE, text=True)
    with psql.stdin as script:
        # Rows that are made to fit need no look at what each refers to.
        script.write("SET session_replication_role = replica;\nBEGIN;\n")
        for table, batch in _batches(versions):
            script.write(f"COPY {table} ({', '.join(COLUMNS[table].split())}) FROM STDIN;\n")
            for row in batch:
                script.write("\t".join("\\N" if value is None else str(value) for value in row) + "\n")
            script.write("\\.\n")
        for table, key in (("nodes", "node"), ("versions", "serial"), ("xfeatures", "feature_id"),
                           ("public", "public_id")):
            script.write(f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), MAX({key})) FROM {table} "
                         "\\g /dev/null\n")
        # As its own housekeeping has left a database that is in use.
        script.write("COMMIT;\nVACUUM ANALYZE;\n")
    assert psql.wait() == 0, "psql refused the rows"


def _batches(versions, limit=50_000):
    """(table, rows) in an order in which what is referred to comes first."""
    kept = {table: [] for table in COLUMNS}
    for table, row in rows(versions):
        kept[table].append(row)
        if len(kept[table]) >= limit:
            yield from _emptied(kept)
    yield from _emptied(kept)


def _emptied(kept):
    for table, batch in kept.items():
        if batch:
            yield table, batch
            kept[table] = []


@contextlib.contextmanager
def postgres(scripts):
    """The address of a new database of a private server, which syncs as one does that is not for tests."""
    server = subprocess.Popen(
        [pathlib.Path(scripts) / "with-postgres", "sh", "-c", 'echo "$SYNNEFO_TEST_POSTGRES"; exec cat'],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        found = dict(word.split("=", 1) for word in server.stdout.readline().split())
        assert found, "PostgreSQL did not start"
        address = f"postgresql://{urllib.parse.quote(found['user'])}@{found['host']}:{found['port']}"
        settings = [f"ALTER SYSTEM SET {name} = on" for name in ("fsync", "synchronous_commit", "full_page_writes")]
        for statement in [*settings, "SELECT pg_reload_conf()", "CREATE DATABASE original"]:
            subprocess.run(["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
                            f"--command={statement}", f"{address}/postgres"], check=True)
        yield f"{address}/original"
    finally:
        # It ends with what it runs, and that when nothing can come any more.
        server.stdin.close()
        server.wait(timeout=60)
