"""Clients that do everything one can do with objects, each in a folder of its own, until the cloud is gone.

A client knows what its folder holds, for nobody else writes there. When its last request was cut off, the folder is as
it was before that request or as it is after it, whole: a tree that was being moved is in one place or in the other.
"""
import hashlib
import json
import random
import urllib.parse

from load import content
from workers import Workers

CONTAINER = "objects"
BLOCK = 4 * 1024 * 1024
# Bytes: nothing, less than a block, some more than one.
SIZES = (0, 100, 70_000, BLOCK + 1)
NAMES = ("a", "a/x", "a/y/z", "b", "b/x", "ζ")


class ObjectClient:
    """One client: its folder as it should be, and as it may be after a request that was cut off."""

    def __init__(self, api, index, seed):
        self.api, self.folder = api, f"client-{index}"
        self.dice = random.Random(f"{seed}/{index}")
        self.state = {}
        self.alternative = None
        self.versions = {}  # answered: {version: (name, SHA-256)}
        self.answers = 0

    # What is asked for

    def step(self):
        name, other = self.dice.choice(NAMES), self.dice.choice(NAMES)
        here = self.state.get(name)
        choice = self.dice.randrange(10)
        if choice < 3 or here is None:
            data = content(self.dice.random(), self.dice.choice(SIZES))
            self._do({name: data}, "PUT", name, data, {"Content-Type": "text/plain"})
        elif choice < 5:
            self._update(name, here)
        elif choice == 5:
            self._do({name: here[:len(here) // 2]}, "POST", f"{name}?update", None, {
                "X-Source-Object": self._quoted(name), "Content-Range": "bytes 0-/*",
                "X-Object-Bytes": str(len(here) // 2)})
        elif choice == 6:
            self._by_hashmap(name, here, other)
        elif choice == 7:
            self._do({other: here}, "COPY", name, None, {"Destination": self._quoted(other)})
        elif choice == 8:
            self._move_tree(name, other)
        else:
            gone = {each: None for each in self.state if each == name or each.startswith(name + "/")}
            self._do(gone, "DELETE", f"{name}?delimiter=/")

    def _update(self, name, here):
        data = content(self.dice.random(), self.dice.choice(SIZES[1:]))
        offset = self.dice.randrange(len(here) + 1)
        appends = self.dice.random() < 0.5
        place = "*/*" if appends else f"{offset}-{offset + len(data) - 1}/*"
        after = here + data if appends else here[:offset] + data + here[offset + len(data):]
        self._do({name: after}, "POST", f"{name}?update", data,
                 {"Content-Type": "application/octet-stream", "Content-Range": f"bytes {place}"})

    def _by_hashmap(self, name, here, other):
        hashmap = self._request("GET", f"{name}?hashmap", expect=200)
        self._do({other: here}, "PUT", f"{other}?hashmap", hashmap.body, {"Content-Type": "text/plain"})

    def _move_tree(self, name, other):
        moved = {each: other + each[len(name):] for each in self.state if each == name or each.startswith(name + "/")}
        after = {each: None for each in moved} | {target: self.state[each] for each, target in moved.items()}
        self._do(after, "MOVE", f"{name}?delimiter=/", None, {"Destination": self._quoted(other)})

    def _quoted(self, name):
        return urllib.parse.quote(f"/{CONTAINER}/{self.folder}/{name}")

    # How it is asked, and what is remembered

    def _request(self, method, name, body=None, headers=None, expect=None):
        name, _, query = name.partition("?")
        path = self.api.object_path(CONTAINER, f"{self.folder}/{name}")
        return self.api.request(method, path + (f"?{query}" if query else ""), body, headers, expect)

    def _do(self, changes, method, name, body=None, headers=None):
        after = {each: data for each, data in (self.state | changes).items() if data is not None}
        self.alternative = after
        answer = self._request(method, name, body, headers or {}, expect=(201, 202, 204))
        self.state, self.alternative = after, None
        self.answers += 1
        version = answer.headers.get("x-object-version", "")
        if method in ("PUT", "POST") and version.isdigit():
            written = name.partition("?")[0]
            self.versions[int(version)] = (written, hashlib.sha256(after[written]).hexdigest())

    # What is found afterwards

    def check(self, found):
        """`found` is the folder as the cloud shows it."""
        allowed = [self.state] if self.alternative is None else [self.state, self.alternative]
        assert found in allowed, f"{self.folder}: found {describe(found)}, expected {' or '.join(map(describe, allowed))}"
        self.state, self.alternative = found, None

    def check_history(self, samples):
        """Every answered version is there; the content of some is looked at. Deleted names keep theirs."""
        names = {name for name, _ in self.versions.values()}
        listed = set()
        for name in names:
            listed |= {version for version, _ in self._request("GET", f"{name}?version=list", expect=200).json["versions"]}
        assert set(self.versions) <= listed, f"{self.folder}: lost versions {sorted(set(self.versions) - listed)}"
        for version in self.dice.sample(sorted(self.versions), min(samples, len(self.versions))):
            name, digest = self.versions[version]
            body = self._request("GET", f"{name}?version={version}", expect=200).body
            assert hashlib.sha256(body).hexdigest() == digest, f"{self.folder}/{name}, version {version}"


class ObjectLoad(Workers):
    """All clients at work, as a context."""

    def __init__(self, clients):
        super().__init__({client.folder: client.step for client in clients})


def describe(state):
    return json.dumps({name: f"{len(data)} {hashlib.sha256(data).hexdigest()[:8]}" for name, data in sorted(state.items())},
                      ensure_ascii=False)


def folders(api):
    """What every client's folder holds: {folder: {name: content}}. Sizes of the list are checked on the way."""
    found = {}
    for entry in api.objects(CONTAINER):
        folder, _, name = entry["name"].partition("/")
        body = api.get_object(CONTAINER, entry["name"]).body
        assert entry["bytes"] == len(body), entry
        found.setdefault(folder, {})[name] = body
    return found
