"""The list of 100 servers with all their details."""
import load
import ours
from report import Row

COUNT = 100


def measure(rounds):
    with ours.testbed() as testbed:
        testbed.allow_servers(COUNT)
        api = testbed.api
        for index in range(COUNT):
            api.create_server(f"server-{index}", testbed.image(), flavor=1)
        connection = load.Connection("127.0.0.1", testbed.port, {"X-Auth-Token": api.token})
        assert len(api.servers()) == COUNT
        took = connection.milliseconds(10 * rounds, "GET", "/cyclades/compute/v2.0/servers/detail")
    yield Row("servers/detail of 100 servers", "ms", took, "under 15 ms", took < 15,
              "`GET /cyclades/compute/v2.0/servers/detail`, median over one connection")
