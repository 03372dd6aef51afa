"""Memory of the cloud while 64 clients transfer a gigabyte each."""
import pathlib
import tempfile

import content
import load
import ours
import processes
import transfers
from goals import under
from report import Row
from turns import Figure

COUNT = 64
SIZE = 1 << 30
# All are under way long before; what they would take until their ends says no more.
SECONDS = 20


def measure(_):
    with ours.cloud() as cloud, tempfile.TemporaryDirectory(dir=cloud.directory) as scratch:
        cloud.api.put_container("memory")
        source = content.Source(pathlib.Path(scratch) / "source", SIZE)
        load.curl_upload(cloud.url + cloud.api.object_path("memory", "large"), source.path, [
            f"X-Auth-Token: {cloud.api.token}", "Content-Type: application/octet-stream"])
        headers = [f"X-Auth-Token: {cloud.api.token}"]
        host, port = cloud.api.host, cloud.api.port

        def download(_):
            return transfers.Download(host, port, cloud.api.object_path("memory", "large"), headers, SIZE)

        def upload(number):
            return transfers.Upload(host, port, cloud.api.object_path("memory", f"up-{number}"), headers, SIZE, number)

        for name, start in (("downloads", download), ("uploads", upload)):
            yield peak(name, [start(number) for number in range(COUNT)], cloud.process.pid)


def peak(name, started, process):
    processes.forget_peak(process)
    moved = transfers.run(started, SECONDS)
    memory = Figure(processes.memory_mb(process, "VmHWM"))
    return Row(f"memory with {COUNT} {name} of 1 GiB at once", "MB", memory,
               f"VmHWM of the one process while {COUNT} connections moved {moved / 1e9:.1f} GB in at most {SECONDS} s",
               [under(150, "MB")], better="less")
