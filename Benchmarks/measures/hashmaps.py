"""Objects made from blocks that the store has: what it costs to say that a gigabyte is there already, and that only the
length of the hashmap counts, not that of the object."""
import json
import pathlib
import tempfile

import content
import load
import ours
from goals import at_most_times, under
from report import Row
from turns import Figure, Side, interleaved

SECONDS = 2
ROUNDS_MAX = 3
BLOCK = 4 << 20
# A hashmap of 4 MiB is as long as one of 1 MiB.
SIZES = {"1 MiB": 1 << 20, "4 MiB": BLOCK, "1 GiB": 1 << 30, "4 GiB": 4 << 30}
# What should be equal may differ by so much of noise, and differences of figures by more: where the time grew with the
# square of the length, the last row would find 5.
NOISE = 1.25
NOISE_OF_DIFFERENCES = 2


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
        found = dict(zip(SIZES, figures))
        for name, figure in found.items():
            size = bodies[name].stat().st_size
            peers, goals = compared(name, found)
            yield Row(f"hashmap PUT of a known {name}", "ms", figure, f"{command}; a body of {size:,} bytes", goals, peers,
                      better="less")
        yield Row("each more block in a hashmap, from 1 GiB to 4 GiB", "µs", each_block(found, "1 GiB", "4 GiB"),
                  "the difference of the figures above, divided by that of the numbers of blocks",
                  [at_most_times(NOISE_OF_DIFFERENCES, "from 4 MiB to 1 GiB")],
                  {"from 4 MiB to 1 GiB": each_block(found, "4 MiB", "1 GiB")}, better="less")


def compared(name, found):
    """The peers of a size's row, and its goals."""
    if name == "4 MiB":
        return {"1 MiB": found["1 MiB"]}, [at_most_times(NOISE, "1 MiB, whose hashmap is as long")]
    if name == "1 GiB":
        return {}, [under(10, "ms")]
    if name == "4 GiB":
        return {"1 GiB": found["1 GiB"]}, [at_most_times(4, "1 GiB, whose hashmap is a quarter as long")]
    return {}, []


def each_block(found, less, more):
    """Microseconds that a block more in the hashmap takes: what every request takes is in neither."""
    blocks = (SIZES[more] - SIZES[less]) // BLOCK
    return Figure(1000 * (found[more].value - found[less].value) / blocks)


def known(cloud, scratch, name, size):
    """Uploads content of a size, all blocks different; a file with its hashmap."""
    source = content.Source(scratch / "source", size)
    url = cloud.url + cloud.api.object_path("known", f"first {name}")
    load.curl_upload(url, source.path, [f"X-Auth-Token: {cloud.api.token}", "Content-Type: application/octet-stream"])
    body = scratch / f"{size}.json"
    body.write_text(json.dumps({"bytes": size, "hashes": source.hashes()}))
    return body
