"""4 KiB objects over one connection, beside OpenStack Swift on one node."""
import os

import load
import ours
from peers.openstack_swift import OpenStackSwift
from report import Row, interleaved

SIZE = 4096
COUNT = 200
COMMAND = f"one keep-alive connection, {COUNT} requests one after another, a turn"


def measure(rounds):
    with ours.cloud() as cloud, OpenStackSwift() as swift:
        binary = {"Content-Type": "application/octet-stream"}
        sides = [
            (load.Connection(cloud.api.host, cloud.api.port, {"X-Auth-Token": cloud.api.token}),
             f"/pithos/object-store/v1/{cloud.api.uuid}/small"),
            (load.Connection("127.0.0.1", swift.port, {"X-Auth-Token": swift.token}), f"{swift.path}/small"),
        ]
        for connection, path in sides:
            connection.request("PUT", path)

        def put(connection, path):
            return connection.rate(COUNT, "PUT", lambda i: f"{path}/{i}", lambda _: os.urandom(SIZE), binary)

        def get(connection, path):
            return connection.rate(COUNT, "GET", lambda i: f"{path}/{i}")

        for name, act in (("PUT 4 KiB", put), ("GET 4 KiB", get)):
            mine, peer = interleaved(rounds, *(lambda side=side: act(*side) for side in sides))
            yield Row(name, "a second", mine, "at least 5 times OpenStack Swift", mine >= 5 * peer, COMMAND,
                      "OpenStack Swift 2.30", peer)
