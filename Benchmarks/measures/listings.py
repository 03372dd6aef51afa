"""A listing of 10,000 objects."""
import hashlib

import load
import ours
from goals import under
from report import Row
from turns import Side, interleaved

COUNT = 10_000
EMPTY = hashlib.sha256(b"").hexdigest()


def measure(rounds):
    with ours.cloud() as cloud:
        api = cloud.api
        api.put_container("many")
        connection = load.Connection(api.host, api.port, {"X-Auth-Token": api.token, "Content-Type": "text/plain"})
        body = f'{{"bytes": 0, "hashes": ["{EMPTY}"]}}'
        for number in range(COUNT):
            connection.request("PUT", f"{api.object_path('many')}/object-{number:05d}?hashmap&format=json", body)
        url = f"{cloud.url}{api.object_path('many')}?format=json&limit={COUNT}"
        (took,) = interleaved(rounds, Side(lambda: load.wrk(
            url, connections=1, headers={"X-Auth-Token": api.token}).by_latency, [cloud.process.pid]))
    yield Row("JSON listing of 10,000 objects", "ms", took, "`GET /CONTAINER?format=json&limit=10000`, median",
              [under(60, "ms")], better="less")
