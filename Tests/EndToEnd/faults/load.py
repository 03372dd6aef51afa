"""Mixed load on a cloud, with a ledger of what was answered, so that nothing answered can be lost unseen."""
import functools
import hashlib
import random
import threading

from workers import Workers

CONTAINER = "ledger"
# Sizes of uploads in bytes: less than a block, a block and a bit, several blocks.
SIZES = (0, 100, 70_000, 4 * 1024 * 1024 + 1, 9_000_000)


def content(seed, size):
    return random.Random(seed).randbytes(size)


class Ledger:
    """What the cloud has said it did. An object whose last request was cut off may be in either state."""

    def __init__(self):
        self.lock = threading.Lock()
        self.objects = {}  # name: (set of allowed SHA-256; None among them: may be absent)
        self.servers = {}  # identifier: "created" or "deleted" as answered; "unanswered", "deleting": answer lost
        self.attempted_servers = 0
        self.answers = 0

    def begin(self, name, outcome):
        """An object is about to become `outcome` (a digest, or None when it is deleted): until the answer comes it
        may be in its old state or in the new one."""
        with self.lock:
            self.objects[name] = self.objects.get(name, {None}) | {outcome}

    def done(self, name, outcome):
        with self.lock:
            self.objects[name] = {outcome}
            self.answers += 1


class Load(Workers):
    """Clients that upload, overwrite and delete objects, each its own, and one that creates and deletes servers,
    until they are stopped or the cloud is gone."""

    def __init__(self, api, ledger, seed, image, servers_max):
        self.api, self.ledger, self.image, self.servers_max = api, ledger, image, servers_max
        randoms = [random.Random(f"{seed}/{index}") for index in range(4)]
        steps = {f"client {index}": functools.partial(self._objects, index, randoms[index]) for index in range(3)}
        super().__init__({**steps, "client 3": functools.partial(self._servers, randoms[3])})

    def _objects(self, index, dice):
        name = f"client-{index}/{dice.randrange(6)}"
        if dice.random() < 0.75:
            data = content(dice.random(), dice.choice(SIZES))
            digest = hashlib.sha256(data).hexdigest()
            self.ledger.begin(name, digest)
            self.api.put_object(CONTAINER, name, data, expect=201)
            self.ledger.done(name, digest)
        else:
            self.ledger.begin(name, None)
            self.api.delete_object(CONTAINER, name, expect=(204, 404))
            self.ledger.done(name, None)

    def _servers(self, dice):
        alive = [server for server, state in self.ledger.servers.items() if state in ("created", "unanswered")]
        if len(alive) >= self.servers_max or (alive and dice.random() < 0.3):
            server = dice.choice(alive)
            self.ledger.servers[server] = "deleting"
            self.api.compute("DELETE", f"/servers/{server}", expect=204)
            self.ledger.servers[server] = "deleted"
        else:
            self.ledger.attempted_servers += 1
            created = self.api.create_server(f"load-{self.ledger.attempted_servers}", self.image)
            self.ledger.servers[created.json["server"]["id"]] = "created"
        self.ended.wait(dice.random())
