"""Objects of 64 MiB and 1 GiB: downloads beside nginx, durable uploads beside what they cannot do without."""
import pathlib
import tempfile

import content
import load
import ours
from goals import times
from peers.nginx import Nginx
from report import Row
from turns import Side, interleaved

# A gigabyte's turns take seconds each, and vary less.
SIZES = {"64 MiB": (64 << 20, 9), "1 GiB": (1 << 30, 3)}


def measure(rounds):
    with ours.cloud() as cloud, Nginx() as nginx, tempfile.TemporaryDirectory(dir=cloud.directory) as scratch:
        cloud.api.put_container("bench")
        scratch = pathlib.Path(scratch)
        for name, (size, rounds_max) in SIZES.items():
            source = content.Source(scratch / "source", size)
            turns = min(rounds, rounds_max)
            yield uploads(name, source, turns, cloud, nginx)
            yield downloads(name, source, turns, cloud, nginx)


def uploads(name, source, rounds, cloud, nginx):
    url = cloud.url + cloud.api.object_path("bench", "large")
    headers = [f"X-Auth-Token: {cloud.api.token}", "Content-Type: application/octet-stream"]
    scratch, size = source.path.parent, source.size
    sides = [
        Side(lambda: load.curl_upload(url, source.path, headers), [cloud.process.pid], source.renew),
        Side(lambda: content.digest("sha256", size)),
        Side(lambda: content.durable_write(scratch, size)),
        Side(lambda: load.curl_upload(f"{nginx.url}/dav/large", source.path), nginx.processes),
        Side(lambda: content.digest("md5", size)),
    ]
    mine, sha, written, webdav, md5 = map(in_megabytes, interleaved(rounds, *sides))
    slower = sorted({"SHA-256": sha, "durable write": written}.items(), key=lambda side: side[1].value)
    limit = "the slower of SHA-256 in one core and a durable sequential write"
    return Row(f"PUT {name}, durable", "MB/s", mine,
               f"`curl -T FILE URL`, {name} of new content each turn; SHA-256 and MD5 by hashlib; write and `fsync`; "
               "`curl -T` to nginx WebDAV, which does not sync",
               [times(0.8, limit), times(0.5, limit)],
               {**dict(slower), "nginx WebDAV, not durable": webdav, "MD5": md5})


def downloads(name, source, rounds, cloud, nginx):
    url = cloud.url + cloud.api.object_path("bench", "large")
    headers = [f"X-Auth-Token: {cloud.api.token}"]
    # Written out whole, as ours is: a rename of what WebDAV left would do too, but that may not be the last content.
    (nginx.directory / "large").unlink(missing_ok=True)
    (nginx.directory / "large").write_bytes(source.path.read_bytes())
    mine, peer = map(in_megabytes, interleaved(
        rounds, Side(lambda: load.curl_download(url, headers), [cloud.process.pid]),
        Side(lambda: load.curl_download(f"{nginx.url}/large"), nginx.processes)))
    return Row(f"GET {name}", "MB/s", mine, "`curl -o /dev/null URL`, what both have in the system's cache",
               [times(0.8, "nginx's sendfile"), times(0.6, "nginx's sendfile")], {"nginx, sendfile": peer})


def in_megabytes(figure):
    figure.value /= 1e6
    return figure
