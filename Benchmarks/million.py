"""Fills a container with a million objects behind the API's back, with the rows that the service would have written.

A few objects are made over the API, one of each kind. With the service stopped their rows are copied: whatever columns
the schema has, each copy has a node, a version and a uuid of its own, and what is counted is counted up.
"""
import contextlib
import pathlib
import sqlite3

COUNT = 1_000_000
# Objects of one subdirectory.
DIRECTORY = 1_000
COLOURS = ["Red", "Orange", "Yellow", "Green", "Blue", "Indigo", "Violet", "White"]
# Every so many objects one has a key that the others lack.
RARITY = 10_000


def name(number):
    """In order of the numbers."""
    return f"d{number // DIRECTORY:03d}/o{number:06d}"


def metadata(kind):
    """Headers of an object of a kind: a colour, or for the last kind a colour and the rare key."""
    headers = {"X-Object-Meta-Color": COLOURS[kind % len(COLOURS)]}
    if kind == len(COLOURS):
        headers["X-Object-Meta-Rare"] = "Yes"
    return headers


def kind(number):
    return len(COLOURS) if number % RARITY == len(COLOURS) else number % len(COLOURS)


def fill(cloud, containers):
    """Makes containers with so many objects each, {name: count}, in a running cloud, which is restarted for it."""
    kinds = len(COLOURS) + 1
    for container in containers:
        cloud.api.put_container(container)
        for number in range(kinds):
            assert kind(number) == number
            cloud.api.request("PUT", cloud.api.object_path(container, name(number)), b"", {
                "Content-Type": "application/octet-stream", **metadata(number)}, expect=201)
    cloud.stop()
    (database,) = cloud.data.rglob("pithos.sqlite")
    for container, count in containers.items():
        Filler(database, f"{cloud.api.uuid}/{container}").fill(range(kinds, count))
    cloud.start()
    for container, count in containers.items():
        check(cloud, container, count)


def check(cloud, container, count):
    """What was put behind the API's back is what the API shows."""
    path = cloud.api.object_path(container)
    found = cloud.api.request("HEAD", path, expect=204).headers["x-container-object-count"]
    assert int(found) == count, f"{found} objects, not {count}"
    number = count // 2
    heads = [cloud.api.request("HEAD", cloud.api.object_path(container, name(which)), expect=200).headers
             for which in (kind(number), number)]
    own = {"date", "expires", "request-id", "x-object-version", "x-object-uuid"}
    first, copy = ({key: value for key, value in head.items() if key not in own} for head in heads)
    assert first == copy, f"{first} is not {copy}"
    assert heads[0]["x-object-uuid"] != heads[1]["x-object-uuid"]


class Filler:
    """Copies rows in the database of a stopped service."""

    def __init__(self, database: pathlib.Path, container):
        self.path, self.container = database, container

    def fill(self, numbers):
        with contextlib.closing(sqlite3.connect(self.path)) as self.database:
            # Should this be cut off, the whole database goes.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000", "temp_store = MEMORY"):
                self.database.execute(f"PRAGMA {pragma}").fetchall()
            with self.database:
                self._plan(numbers)
                self._copy()
                self._count()
            self.database.execute("PRAGMA journal_mode = WAL").fetchall()

    def _plan(self, numbers):
        """A temporary table: the copies, each with its path, its keys, and the keys of what it is a copy of."""
        first_node, first_serial = (self.database.execute(f"SELECT MAX({key}) + 1 FROM {table}").fetchone()[0]
                                    for table, key in (("nodes", "node"), ("versions", "serial")))
        kinds = [self.database.execute("SELECT node, latest_version FROM nodes WHERE path = ?",
                                       (f"{self.container}/{name(number)}",)).fetchone() for number in range(numbers[0])]
        self.database.execute("CREATE TEMPORARY TABLE copies (node INTEGER PRIMARY KEY, serial INTEGER, path TEXT, "
                              "of_node INTEGER, of_serial INTEGER)")
        self.database.executemany("INSERT INTO copies VALUES (?, ?, ?, ?, ?)", (
            (first_node + index, first_serial + index, f"{self.container}/{name(number)}", *kinds[kind(number)])
            for index, number in enumerate(numbers)))

    def _copy(self):
        digits = "lower(hex(randomblob({})))".format
        uuid = " || '-' || ".join(digits(count) for count in (4, 2, 2, 2, 6))
        self._insert("nodes", "o.node = c.of_node", node="c.node", path="c.path", latest_version="c.serial")
        self._insert("versions", "o.serial = c.of_serial", serial="c.serial", node="c.node", uuid=uuid)
        self._insert("attributes", "o.serial = c.of_serial", serial="c.serial", node="c.node")

    def _insert(self, table, condition, **own):
        columns = [row[1] for row in self.database.execute(f"PRAGMA table_info({table})")]
        assert own.keys() <= set(columns), f"{table} has {columns}: the schema is another than this program knows"
        values = [own.get(column, f"o.{column}") for column in columns]
        self.database.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
                              f"FROM copies c JOIN {table} o ON {condition} ORDER BY c.node")

    def _count(self):
        """Statistics of the container, and how many objects use each key."""
        (node,) = self.database.execute("SELECT node FROM nodes WHERE path = ?", (self.container,)).fetchone()
        self.database.execute(
            "UPDATE statistics SET population = population + (SELECT COUNT(*) FROM copies) "
            "WHERE node = ? AND cluster = 0", (node,))
        self.database.execute(
            "UPDATE object_keys SET population = population + (SELECT COUNT(*) FROM copies c JOIN attributes a "
            "ON a.serial = c.of_serial WHERE a.domain = 'pithos' AND a.key = object_keys.key) WHERE node = ?", (node,))
