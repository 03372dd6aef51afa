"""A listing of 10,000 objects."""
import hashlib

import load
import ours
from report import Row

COUNT = 10_000
EMPTY = hashlib.sha256(b"").hexdigest()


def measure(rounds):
    with ours.cloud() as cloud:
        api = cloud.api
        api.put_container("many")
        connection = load.Connection(api.host, api.port, {"X-Auth-Token": api.token})
        body = f'{{"bytes": 0, "hashes": ["{EMPTY}"]}}'
        rate = connection.rate(COUNT, "PUT", lambda i: f"{api.object_path('many')}/object-{i:05d}?hashmap&format=json",
                               lambda _: body, {"Content-Type": "text/plain"})
        print(f"   {COUNT} objects made, {rate:.0f} a second")
        took = connection.milliseconds(5 * rounds, "GET", f"{api.object_path('many')}?format=json&limit={COUNT}")
    yield Row("JSON listing of 10,000 objects", "ms", took, "under 60 ms", took < 60,
              "`GET /CONTAINER?format=json&limit=10000`, median over one connection")
