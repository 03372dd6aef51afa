"""The list of 100 servers with all their details."""
import load
import ours
from goals import under
from report import Row
from turns import Side, interleaved

COUNT = 100
PATH = "/cyclades/compute/v2.0/servers/detail"


def measure(rounds):
    with ours.testbed() as testbed:
        testbed.allow_servers(COUNT)
        image = testbed.image()
        for index in range(COUNT):
            testbed.api.create_server(f"server-{index}", image, flavor=1)
        assert len(testbed.api.servers()) == COUNT
        (took,) = interleaved(min(rounds, 3), Side(lambda: load.wrk(
            testbed.url + PATH, connections=1, seconds=2, headers={"X-Auth-Token": testbed.api.token}).by_latency,
            testbed.processes))
    yield Row("servers/detail of 100 servers", "ms", took, f"`wrk -t1 -c1 -d2s`, `GET {PATH}`, median latency",
              [under(15, "ms")], better="less")
