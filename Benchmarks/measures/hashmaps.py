"""Objects made from blocks that the store has: what it costs to say that a gigabyte is there already."""
import json
import pathlib
import tempfile

import content
import load
import ours
from goals import under
from report import Row
from turns import Side, interleaved

SECONDS = 2
ROUNDS_MAX = 3
SIZES = {"1 MiB": 1 << 20, "1 GiB": 1 << 30, "4 GiB": 4 << 30}


def measure(rounds):
    with ours.cloud() as cloud, tempfile.TemporaryDirectory(dir=cloud.directory) as scratch:
        scratch = pathlib.Path(scratch)
        cloud.api.put_container("known")
        bodies = {name: known(cloud, scratch, name, size) for name, size in SIZES.items()}
        account = cloud.api.object_path("known")
        headers = {"X-Auth-Token": cloud.api.token, "Content-Type": "application/octet-stream"}
        turn = iter(range(1 << 30))

        def put(body):
            prefix = f"{account}/copy-{next(turn)}-"
            return load.wrk(cloud.url, "hashmap", prefix, body, seconds=SECONDS, connections=1,
                            headers=headers).by_latency

        figures = interleaved(min(rounds, ROUNDS_MAX), *(
            Side(lambda body=body: put(body), [cloud.process.pid]) for body in bodies.values()))
        command = (f"`wrk -t1 -c1 -d{SECONDS}s -s Benchmarks/wrk/hashmap.lua`, `PUT OBJECT?hashmap` of different blocks, a new "
                   "name each time, median latency")
        goals = {"1 GiB": [under(10, "ms")]}
        for name, figure in zip(SIZES, figures):
            size = bodies[name].stat().st_size
            yield Row(f"hashmap PUT of a known {name}", "ms", figure, f"{command}; a body of {size:,} bytes",
                      goals.get(name, []), better="less")


def known(cloud, scratch, name, size):
    """Uploads content of a size, all blocks different; a file with its hashmap."""
    source = content.Source(scratch / "source", size)
    url = cloud.url + cloud.api.object_path("known", f"first {name}")
    load.curl_upload(url, source.path, [f"X-Auth-Token: {cloud.api.token}", "Content-Type: application/octet-stream"])
    body = scratch / f"{size}.json"
    body.write_text(json.dumps({"bytes": size, "hashes": source.hashes()}))
    return body
