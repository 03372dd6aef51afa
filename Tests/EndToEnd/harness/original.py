"""Databases of the original's object store at its revision 4c8ccdc58192 (Synnefo 0.14.0), to be upgraded. A dump may also
be of 3b62b3f1bf6c (0.14.2), which has two columns and an index more.

    python3 Tests/EndToEnd/harness/original.py VERSIONS            prints SQL for an empty PostgreSQL database
    python3 Tests/EndToEnd/harness/original.py VERSIONS FILE       makes an SQLite database
    python3 Tests/EndToEnd/harness/original.py DUMP FILE           makes one of a plain pg_dump
"""
import pathlib
import re
import sqlite3
import sys

# Source: object-storage.md appendix A. KEY is the type of a key that counts up by itself.
TABLES = """
CREATE TABLE nodes (node KEY NOT NULL PRIMARY KEY, parent INTEGER REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
    latest_version INTEGER, path VARCHAR(2048) NOT NULL);
CREATE TABLE policy (node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
    key VARCHAR(128) NOT NULL, value VARCHAR(256), PRIMARY KEY (node, key));
CREATE TABLE statistics (node INTEGER NOT NULL REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE,
    population INTEGER NOT NULL, size BIGINT NOT NULL, mtime NUMERIC, cluster INTEGER NOT NULL, PRIMARY KEY (node, cluster));
CREATE TABLE versions (serial KEY NOT NULL PRIMARY KEY,
    node INTEGER REFERENCES nodes (node) ON UPDATE CASCADE ON DELETE CASCADE, hash VARCHAR(256), size BIGINT NOT NULL,
    type VARCHAR(256) NOT NULL, source INTEGER, mtime NUMERIC, muser VARCHAR(256) NOT NULL, uuid VARCHAR(64) NOT NULL,
    checksum VARCHAR(256) NOT NULL, cluster INTEGER NOT NULL);
CREATE TABLE attributes (serial INTEGER NOT NULL REFERENCES versions (serial) ON UPDATE CASCADE ON DELETE CASCADE,
    domain VARCHAR(256) NOT NULL, key VARCHAR(128) NOT NULL, value VARCHAR(256), PRIMARY KEY (serial, domain, key));
CREATE TABLE xfeatures (feature_id KEY NOT NULL PRIMARY KEY, path VARCHAR(2048));
CREATE TABLE xfeaturevals (feature_id INTEGER NOT NULL REFERENCES xfeatures (feature_id) ON DELETE CASCADE,
    key INTEGER NOT NULL, value VARCHAR(256) NOT NULL, PRIMARY KEY (feature_id, key, value));
CREATE TABLE groups (owner VARCHAR(256) NOT NULL, name VARCHAR(256) NOT NULL, member VARCHAR(256) NOT NULL,
    PRIMARY KEY (owner, name, member));
CREATE TABLE public (public_id KEY NOT NULL PRIMARY KEY, path VARCHAR(2048) NOT NULL, active BOOLEAN NOT NULL,
    url VARCHAR(2048));
CREATE TABLE config (key VARCHAR(256) NOT NULL PRIMARY KEY, value VARCHAR(256));
CREATE TABLE qh_serials (serial BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
"""

INDEXES = """
CREATE UNIQUE INDEX idx_nodes_path ON nodes (path);
CREATE INDEX idx_nodes_parent ON nodes (parent);
CREATE INDEX idx_versions_node_mtime ON versions (node, mtime);
CREATE INDEX idx_versions_node_uuid ON versions (uuid);
CREATE INDEX idx_attributes_domain ON attributes (domain);
CREATE UNIQUE INDEX idx_features_path ON xfeatures (path);
CREATE INDEX idx_groups_member ON groups (member);
CREATE UNIQUE INDEX idx_public_path ON public (path);
CREATE UNIQUE INDEX idx_public_url ON public (url);
"""

# What 3b62b3f1bf6c has besides.
ATTRIBUTES_KEY = "PRIMARY KEY (serial, domain, key)"
LATER_COLUMNS = "node INTEGER NOT NULL, is_latest BOOLEAN NOT NULL, "
LATER_INDEX = "CREATE INDEX idx_attributes_serial_node ON attributes (serial, node);"
BOOLEANS = ("active", "is_latest")

# 200 containers of 20 accounts; six versions in ten are current; each has one piece of metadata. N is the number.
ROWS = """
INSERT INTO nodes (node, parent, path)
SELECT 0, 0, '' UNION ALL SELECT i, 0, 'account-' || i FROM SERIES(20) UNION ALL
SELECT 20 + i, (i - 1) / 10 + 1, 'account-' || ((i - 1) / 10 + 1) || '/container-' || i FROM SERIES(200) UNION ALL
SELECT 220 + i, 21 + i % 200, 'account-' || ((i % 200) / 10 + 1) || '/container-' || (i % 200 + 1) || '/folder/object ' || i
FROM SERIES(OBJECTS);
INSERT INTO versions (serial, node, hash, size, type, mtime, muser, uuid, checksum, cluster)
SELECT i, i, CAST(NULL AS VARCHAR(256)), 0, '', 1373624000 + i, 'account', 'uuid-' || i, '', 0 FROM SERIES(220) UNION ALL
SELECT 220 + i, 221 + i % OBJECTS, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', i % 5000000,
    'application/octet-stream', 1373624500 + i / 8.0, 'account-' || (i % 20 + 1), '33333333-3333-4333-8333-' || (221 + i % OBJECTS),
    'd41d8cd98f00b204e9800998ecf8427e', CASE WHEN i > N - OBJECTS THEN 0 ELSE 1 END
FROM SERIES(N);
INSERT INTO attributes (serial, domain, key, value)
SELECT 220 + i, 'pithos', 'X-Object-Meta-Key-' || (i % 7), 'value ' || i FROM SERIES(N);
UPDATE nodes SET latest_version = node WHERE node BETWEEN 1 AND 220;
UPDATE nodes SET latest_version = v.serial FROM versions v WHERE v.node = nodes.node AND nodes.node > 220 AND v.cluster = 0;
INSERT INTO policy (node, key, value) SELECT 20 + i, 'versioning', 'auto' FROM SERIES(200);
INSERT INTO alembic_version VALUES ('4c8ccdc58192');
"""

SEQUENCES = """
SELECT setval('nodes_node_seq', (SELECT MAX(node) FROM nodes));
SELECT setval('versions_serial_seq', (SELECT MAX(serial) FROM versions));
ANALYZE;
"""


def rows(versions, series):
    objects = max(1, versions * 6 // 10)
    text = re.sub(r"\bOBJECTS\b", str(objects), re.sub(r"\bN\b", str(versions), ROWS))
    return re.sub(r"SERIES\((\d+)\)", series, text)


def postgres(versions):
    """SQL that fills an empty database."""
    series = r"generate_series(1, \1) AS series(i)"
    return TABLES.replace("KEY NOT NULL PRIMARY KEY", "SERIAL PRIMARY KEY") + rows(versions, series) + INDEXES + SEQUENCES


def sqlite(path, versions):
    """Makes a database file."""
    series = r"(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < \1) SELECT i FROM s)"
    connection = sqlite3.connect(path)
    connection.executescript(TABLES.replace("KEY NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY"))
    # The pointers to newer versions are found by it.
    connection.executescript("CREATE INDEX for_making ON versions (node);")
    connection.executescript("BEGIN;" + rows(versions, series) + "COMMIT;")
    connection.executescript("DROP INDEX for_making;" + INDEXES)
    connection.close()


def sqlite_from_dump(path, dump):
    """Makes a database file of the rows of a plain pg_dump."""
    text = pathlib.Path(dump).read_text(encoding="utf-8")
    is_later = "is_latest" in text
    tables = TABLES.replace(ATTRIBUTES_KEY, LATER_COLUMNS + ATTRIBUTES_KEY) if is_later else TABLES
    connection = sqlite3.connect(path)
    connection.executescript(tables.replace("KEY NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY"))
    columns = None
    for line in text.splitlines():
        begin = re.fullmatch(r"COPY public\.(\w+) \((.*)\) FROM stdin;", line)
        if begin:
            table, columns = begin[1], begin[2].split(", ")
        elif line == r"\.":
            columns = None
        elif columns:
            values = [None if field == r"\N" else int(field == "t") if column in BOOLEANS else field
                      for column, field in zip(columns, line.split("\t"))]
            marks = ", ".join("?" * len(columns))
            connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
    connection.commit()
    connection.executescript(INDEXES + (LATER_INDEX if is_later else ""))
    connection.close()


if __name__ == "__main__":
    what, path = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    if path is None:
        sys.stdout.write(postgres(int(what)))
    elif what.isdigit():
        sqlite(path, int(what))
    else:
        sqlite_from_dump(path, what)
