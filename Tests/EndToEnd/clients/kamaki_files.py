"""kamaki's file commands, which its two versions spell differently: 0.10.2 knows only `file`, 0.16 has `container`, `group`
and `sharer` too."""
import re

import programs


class KamakiFiles:
    """What one user does with files. A file is named by its container and its path in it."""

    def __init__(self, kamaki):
        self.kamaki = kamaki
        self.old = kamaki.old

    def _of(self, account):
        return ["-A", account] if account else []

    def _file(self, command, *words, account=None, **more):
        return self.kamaki("file", command, *words, *self._of(account), **more)

    def _shell(self, script, *words):
        """Runs `kamaki file …` as "$@" of a script."""
        words = [self.kamaki.program, "-c", self.kamaki.settings, "file", *words]
        programs.run(["sh", "-c", script, "sh", *words], cwd=self.kamaki.directory, environ={
            "HOME": str(self.kamaki.directory), "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"})

    # Content

    def upload(self, local, container, name, *more, account=None):
        return self._file("upload", local, *self.kamaki.remote(container, name), "-f", "-N", *more, account=account)

    def upload_tree(self, local, container, name):
        return self._file("upload", local, *self.kamaki.remote(container, name), "-R" if self.old else "-r", "-f", "-N")

    def download(self, container, name, local, *more):
        return self._file("download", *self.kamaki.remote(container, name), local, "-N", *more)

    def download_tree(self, container, name, local):
        return self.download(container, name, local, "-R" if self.old else "-r")

    def read(self, container, name, *more, account=None):
        """The content, which must not be empty: kamaki fails then. It wants to seek in its output, as in a file."""
        self._shell('exec "$@" >cat.out', "cat", *self.kamaki.remote(container, name), *more, *self._of(account))
        return (self.kamaki.directory / "cat.out").read_bytes()

    def touch(self, container, name, type="application/octet-stream"):
        command = "touch" if self.old else "create"
        return self._file(command, *self.kamaki.remote(container, name), "--content-type", type)

    def mkdir(self, container, name):
        return self._file("mkdir", *self.kamaki.remote(container, name))

    def append(self, local, container, name, account=None):
        return self._file("append", local, *self.kamaki.remote(container, name), "-N", account=account)

    def overwrite(self, local, container, name, first, last):
        place = [first, last] if self.old else ["--from", first, "--to", last]
        return self._file("overwrite", local, *self.kamaki.remote(container, name), *place, "-N")

    def truncate(self, container, name, size):
        return self._file("truncate", *self.kamaki.remote(container, name), *([] if self.old else ["--size"]), size)

    # Places

    def copy(self, source, target, *more):
        return self._file("copy", *self.kamaki.remote(*source), *self.kamaki.remote(*target), *more)

    def move(self, source, target, *more):
        return self._file("move", *self.kamaki.remote(*source), *self.kamaki.remote(*target), *more)

    def copy_tree(self, source, target):
        """0.10.2 copies a folder only into one that is there, and keeps its name."""
        if self.old:
            self.mkdir(*target)
            return self._file("copy", f"{source[0]}:{source[1]}", target[1], "-R")
        return self.copy(source, target, "-r")

    def restore(self, container, name, version):
        return self.copy((container, name), (container, name), "--source-version", version,
                         *([] if self.old else ["-f"]))

    def delete(self, container, name, *more):
        return self._file("delete", *self.kamaki.remote(container, name), "--yes", *more)

    def delete_tree(self, container, name):
        """0.16 asks again for a folder, whatever it was told."""
        words = ["-R", "--yes"] if self.old else ["-r", "--yes"]
        self._shell('yes | "$@"', "delete", *self.kamaki.remote(container, name), *words)

    # Properties

    def publish(self, container, name):
        return re.search(r"http://\S+", self._file("publish", *self.kamaki.remote(container, name))).group()

    def unpublish(self, container, name):
        return self._file("unpublish", *self.kamaki.remote(container, name))

    def share(self, container, name, read=(), write=()):
        if self.old:
            words = [f"{kind}={','.join(holders)}" for kind, holders in (("read", read), ("write", write)) if holders]
            return self._file("permissions", "set", *self.kamaki.remote(container, name), *words)
        words = [word for holder in read for word in ("--read-permission", holder)]
        words += [word for holder in write for word in ("--write-permission", holder)]
        return self._file("modify", *self.kamaki.remote(container, name), *words)

    def unshare(self, container, name):
        if self.old:
            return self._file("permissions", "delete", *self.kamaki.remote(container, name))
        return self._file("modify", *self.kamaki.remote(container, name), "--no-permissions")

    def sharing(self, container, name):
        if self.old:
            return self._file("permissions", "get", *self.kamaki.remote(container, name))
        return self._file("info", *self.kamaki.remote(container, name), "--sharing")

    def set_metadata(self, container, name, key, value):
        if self.old:
            return self._file("metadata", "set", key, value, *self.kamaki.remote(container, name))
        return self._file("modify", *self.kamaki.remote(container, name), "--metadata-add", f"{key}={value}")

    def delete_metadata(self, container, name, key):
        if self.old:
            return self._file("metadata", "delete", key, *self.kamaki.remote(container, name))
        return self._file("modify", *self.kamaki.remote(container, name), "--metadata-del", key)

    def metadata(self, container, name):
        if self.old:
            return self._file("metadata", "get", *self.kamaki.remote(container, name))
        return self._file("info", *self.kamaki.remote(container, name), "--metadata")

    def versions(self, container, name):
        words = ["versions"] if self.old else ["info", "--object-versions"]
        printed = self._file(*words, *self.kamaki.remote(container, name))
        return [int(each) for each in re.findall(r"^(?:\s*version_id: )?(\d+)$", printed, re.M)]

    def hashmap(self, container, name):
        words = ["hashmap"] if self.old else ["info", "--hashmap"]
        return self.kamaki.json("file", *words, *self.kamaki.remote(container, name))

    def join(self, container, name):
        """Makes an object of those whose names begin with its own. 0.10.2's `file manifest` fails before it asks anybody,
        and 0.16 has no such command; what it would ask is in the library of both."""
        self.kamaki.library(
            "import sys; from kamaki.clients.pithos import PithosClient\n"
            "client = PithosClient(*sys.argv[1:5])\n"
            "client.create_object_by_manifestation(sys.argv[5], content_type='application/octet-stream')",
            self.kamaki.api.url + "/pithos/object-store/v1", self.kamaki.api.token, self.kamaki.api.uuid, container, name)

    def info(self, container, name, account=None):
        return self._file("info", *self.kamaki.remote(container, name), account=account)

    def date(self, day, month, year):
        return f"{day:02}-{month:02}-{year}" if self.old else f"{day:02}/{month:02}/{year} 00:00:00"

    def names(self, container, *filters, account=None):
        """Names of a container's files. Folders end with a slash; what a delimiter rolled up is not shown."""
        printed = self._file("list", container if self.old else f"/{container}", *filters, account=account)
        return [line.split(None, 1)[1] for line in printed.splitlines() if re.match(r"\s*(D|[\d.]+[KMG]?i?B) ", line)]

    # The account, containers, groups, sharers

    def quota(self):
        return self.kamaki("file", "quota", "-b") if self.old else self.account_info()

    def account_info(self, *owner):
        """0.10.2 has no such command."""
        return self.kamaki("sharer", "info", *owner)

    def create_container(self, name, *more):
        return self.kamaki("file" if self.old else "container", "create", name, *more)

    def reassign(self, name, project, **more):
        """To a project, which 0.10.2 does not know."""
        return self.kamaki("container", "reassign", name, "--project-id", project, **more)

    def containers(self, *more, account=None):
        words = ["file"] if self.old else ["container"]
        return self.kamaki(*words, "list", *more, *self._of(account))

    def container_info(self, name):
        return self.kamaki("file", "info", name) if self.old else self.kamaki("container", "info", name)

    def limit(self, name, size):
        if self.old:
            return self.kamaki("file", "containerlimit", "set", size, name)
        return self.kamaki("container", "modify", name, "--size-limit", size)

    def size_limit(self, name):
        if self.old:
            return self.kamaki("file", "containerlimit", "get", name, "-b")
        return self.kamaki("container", "info", name, "--size-limit", "-b")

    def set_versioning(self, name, scheme):
        """0.10.2's `file versioning set` forgets which container it was given, and asks nobody."""
        return self.kamaki("container", "modify", name, "--versioning", scheme)

    def versioning(self, name):
        printed = self.kamaki("file", "versioning", "get", name) if self.old else self.container_info(name)
        return re.search(r"^x-container-policy-versioning: (\w+)$", printed, re.M)[1]

    def empty(self, name):
        if self.old:
            return self.kamaki("file", "delete", "-R", name, "--yes")
        return self.kamaki("container", "empty", name, "--yes")

    def delete_container(self, name):
        if self.old:
            return self.kamaki("file", "purge", name, "--yes")
        return self.kamaki("container", "delete", name, "--yes")

    def set_group(self, name, *members):
        if self.old:
            return self.kamaki("file", "group", "set", name, *members)
        return self.kamaki("group", "create", name, *(word for each in members for word in ("--uuid", each)))

    def delete_group(self, name):
        return self.kamaki(*(["file"] if self.old else []), "group", "delete", name)

    def groups(self):
        """{name: members, separated by commas}. 0.10.2 fails when it prints them as anything but JSON."""
        found = self.kamaki.json(*(["file"] if self.old else []), "group", "list")
        return {name.removeprefix("x-account-group-"): members for name, members in found.items()}

    def sharers(self):
        return self.kamaki("file", "sharers") if self.old else self.kamaki("sharer", "list")
