"""4 KiB objects, from one client and from sixteen, beside OpenStack Swift and radosgw on one node."""
import contextlib
import dataclasses
import itertools

import load
import ours
from goals import times
from peers import openstack_swift, radosgw
from peers.programs import Unavailable
from report import Row
from turns import Side, interleaved

SIZE = 4096
# Objects that downloads go around.
COUNT = 256
SECONDS = 3
ROUNDS_MAX = 3
# Clients, and the goal: so many times OpenStack Swift.
CLIENTS = {1: 5, 16: 10}


@dataclasses.dataclass
class Store:
    """A server of small objects."""

    url: str
    path: str
    token: str
    processes: list
    turn: itertools.count = dataclasses.field(default_factory=itertools.count)

    @property
    def headers(self):
        return {"X-Auth-Token": self.token, "Content-Type": "application/octet-stream"}

    def fill(self):
        """Makes the container, and what is to be downloaded."""
        _, _, address = self.url.partition("://")
        connection = load.Connection(*address.split(":"), self.headers)
        connection.request("PUT", f"{self.path}/small")
        for number in range(COUNT):
            connection.request("PUT", f"{self.path}/small/get-{number}", f"{number:0{SIZE}d}")

    def put(self, clients):
        # The names of a turn are its own, and so are its contents.
        prefix = f"{self.path}/small/put-{next(self.turn)}-"
        return load.wrk(self.url, "put", prefix, SIZE, seconds=SECONDS, connections=clients, headers=self.headers).by_rate

    def get(self, clients):
        return load.wrk(self.url, "get", f"{self.path}/small/get-", COUNT, seconds=SECONDS, connections=clients,
                        headers=self.headers).by_rate


@contextlib.contextmanager
def stores():
    """Ours and the peers that are to be had, by name."""
    with contextlib.ExitStack() as stack:
        cloud = stack.enter_context(ours.cloud())
        account = cloud.api.object_path("").rstrip("/")
        found = {"ours": Store(cloud.url, account, cloud.api.token, [cloud.process.pid])}
        swift = stack.enter_context(openstack_swift.OpenStackSwift())
        found[openstack_swift.NAME] = Store(swift.url, swift.path, swift.token, swift.processes)
        try:
            gateway = stack.enter_context(radosgw.Radosgw())
            found[radosgw.NAME] = Store(gateway.url, gateway.path, gateway.token, gateway.processes)
        except Unavailable as reason:
            print(f"   without {radosgw.NAME}: {reason}", flush=True)
        for store in found.values():
            store.fill()
        yield found


def measure(rounds):
    with stores() as found:
        for (clients, factor), verb in itertools.product(CLIENTS.items(), ("PUT", "GET")):
            act = {"PUT": Store.put, "GET": Store.get}[verb]
            sides = [Side(lambda store=store: act(store, clients), store.processes) for store in found.values()]
            mine, *peers = interleaved(min(rounds, ROUNDS_MAX), *sides)
            who = f"{clients} clients" if clients > 1 else "one client"
            script = f"put.lua PREFIX {SIZE}" if verb == "PUT" else f"get.lua PREFIX {COUNT}"
            yield Row(f"{verb} 4 KiB, {who}", "a second", mine,
                      f"`wrk -t1 -c{clients} -d{SECONDS}s -s Benchmarks/wrk/{script}`, new names and contents in each PUT",
                      [times(factor, "OpenStack Swift")], dict(zip(list(found)[1:], peers)))
