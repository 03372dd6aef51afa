"""Databases for tests on both engines, which are used alike: files of SQLite, and those of a private PostgreSQL server."""
import contextlib
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import urllib.parse

from . import original

SCRIPTS = pathlib.Path(__file__).resolve().parents[3] / "scripts"
# Why there is no PostgreSQL; None where there is one.
NO_POSTGRES = None if shutil.which("psql") and any(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")) else (
    "PostgreSQL is not installed (psql, /usr/lib/postgresql/*/bin/initdb)")


class SQLite:
    """Databases that are files of a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def path(self, name):
        return self.folder / f"{name}.sqlite"

    def address(self, name):
        return f"sqlite:{self.path(name)}"

    def make(self, name, versions):
        """Fills a new database of the original's with so many versions."""
        original.sqlite(self.path(name), versions)

    def load(self, name, dump):
        original.sqlite_from_dump(self.path(name), dump)

    def back_up(self, name, path):
        shutil.copy(self.path(name), path)

    def copy(self, source, target):
        with contextlib.closing(sqlite3.connect(self.path(source))) as old, \
                contextlib.closing(sqlite3.connect(self.path(target))) as new:
            old.backup(new)

    def remove(self, name):
        for path in self.folder.glob(f"{name}.sqlite*"):
            path.unlink()

    def sessions(self, name):
        """Processes of the server that are connected: there is no server."""
        return set()

    def contents(self, name):
        """Schema and rows, as PostgreSQL.contents."""
        with contextlib.closing(sqlite3.connect(self.path(name))) as database:
            def ask(query):
                return database.execute(query).fetchall()

            assert ask("PRAGMA integrity_check") == [("ok",)]
            assert ask("PRAGMA foreign_key_check") == []
            found = {"keys and indexes": ask(
                "SELECT COALESCE(sql, name) FROM sqlite_master WHERE type = 'index' UNION ALL "
                """SELECT m.name || ' (' || f."from" || ') ' || f."table" || ' ' || f.on_update || ' ' || f.on_delete """
                "FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' UNION ALL "
                "SELECT 'never twice: ' || name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY 1")}
            for table, in ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
                columns = ask(f'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(\'{table}\') ORDER BY 1')
                names = ", ".join(column[0] for column in columns if column[0] != "applied")
                found[table] = columns
                found[f"rows of {table}"] = digest(map(repr, ask(f"SELECT {names} FROM {table}")))
            return found


class PostgreSQL:
    """Databases of a server, `settings` being a libpq connection string without a database name."""

    def __init__(self, settings):
        found = dict(word.split("=", 1) for word in settings.split())
        self.url = f"postgresql://{urllib.parse.quote(found['user'])}@{found['host']}:{found['port']}"

    def address(self, name):
        return f"{self.url}/{name}"

    def ask(self, name, query):
        """Lines of the answer, fields separated by tabs."""
        done = subprocess.run(["psql", "--quiet", "--no-psqlrc", "--no-align", "--tuples-only", "--field-separator=\t",
                               "--set=ON_ERROR_STOP=1", self.address(name)], input=query, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def make(self, name, versions):
        self.ask("postgres", f"CREATE DATABASE {name}")
        self.ask(name, original.postgres(versions))

    def load(self, name, dump):
        self.ask("postgres", f"CREATE DATABASE {name}")
        self.ask(name, pathlib.Path(dump).read_text(encoding="utf-8"))

    def back_up(self, name, path):
        subprocess.run(["pg_dump", "--format=custom", f"--file={path}", self.address(name)], check=True)

    def copy(self, source, target):
        self.ask("postgres", f"CREATE DATABASE {target} TEMPLATE {source}")

    def remove(self, name):
        self.ask("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def sessions(self, name):
        """Processes of the server that are connected to a database, whether their client lives or not."""
        return set(map(int, self.ask("postgres", f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}'")))

    def end(self, process):
        self.ask("postgres", f"SELECT pg_terminate_backend({process})")

    def contents(self, name):
        """Schema and rows: {what: lines or their digest}. Neither the order of columns nor when a migration ran counts."""
        columns = {}
        for line in self.ask(name, """
                SELECT c.relname, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
                FROM pg_class c JOIN pg_attribute ON attrelid = c.oid
                LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
                ORDER BY 1, 2"""):
            table, *column = line.split("\t")
            columns.setdefault(table, []).append(column)
        found = {**columns, "keys and indexes": self.ask(name, """
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL
            SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace UNION ALL
            SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1""")}
        for table in columns:
            names = ", ".join(column[0] for column in columns[table] if column[0] != "applied")
            found[f"rows of {table}"] = digest(self.ask(name, f"COPY (SELECT {names} FROM {table}) TO STDOUT"))
        return found


def digest(rows):
    """What tells sets of rows apart, and how many there are."""
    rows = sorted(rows)
    return f"{len(rows)} rows, {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()}"


@contextlib.contextmanager
def postgres():
    """The server that SYNNEFO_TEST_POSTGRES names, or else one of its own."""
    if settings := os.environ.get("SYNNEFO_TEST_POSTGRES"):
        yield PostgreSQL(settings)
        return
    server = subprocess.Popen([SCRIPTS / "with-postgres", "sh", "-c", 'echo "$SYNNEFO_TEST_POSTGRES"; exec cat'],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        settings = server.stdout.readline()
        assert settings, "PostgreSQL did not start"
        yield PostgreSQL(settings)
    finally:
        # It ends with what it runs, and that when nothing can come any more.
        server.stdin.close()
        server.wait(timeout=60)
