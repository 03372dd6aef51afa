"""64 MiB objects: downloads beside nginx, durable uploads beside SHA-256 and a durable write."""
import hashlib
import os
import pathlib
import tempfile
import time

import load
import ours
from peers.nginx import Nginx
from report import Row, interleaved

SIZE = 64 << 20
MEGABYTE = 1e6


def durable_write(directory):
    """Bytes a second of a sequential write that is on disk in the end."""
    data = os.urandom(SIZE)
    path = directory / "written"
    started = time.perf_counter()
    with open(path, "wb", buffering=0) as file:
        for offset in range(0, SIZE, 1 << 22):
            file.write(memoryview(data)[offset:offset + (1 << 22)])
        os.fsync(file.fileno())
    rate = SIZE / (time.perf_counter() - started)
    path.unlink()
    return rate


def digest():
    """Bytes a second of SHA-256 on one processor."""
    data = os.urandom(SIZE)
    started = time.perf_counter()
    hashlib.sha256(data).digest()
    return SIZE / (time.perf_counter() - started)


def measure(rounds):
    with ours.cloud() as cloud, Nginx() as nginx, tempfile.TemporaryDirectory(dir=cloud.directory) as scratch:
        scratch = pathlib.Path(scratch)
        cloud.api.put_container("bench")
        header = f"X-Auth-Token: {cloud.api.token}"
        source = scratch / "source"
        url = cloud.url + cloud.api.object_path("bench", "large")

        def upload():
            # New content each time: known blocks would not be written again.
            source.write_bytes(os.urandom(SIZE))
            return load.curl_upload(url, source, [header, "Content-Type: application/octet-stream"])

        put, sha, written = interleaved(rounds, upload, digest, lambda: durable_write(scratch))
        slower, name = min((sha, "SHA-256"), (written, "durable write"))
        yield Row("PUT 64 MiB, durable", "MB/s", put / MEGABYTE, "at least 0.5 of the slower of SHA-256 on one processor "
                  "and a durable sequential write", put >= 0.5 * slower, "`curl -T FILE URL`, new content each time; "
                  "`hashlib.sha256`; write and `fsync`", name, slower / MEGABYTE)

        (nginx.directory / "large").write_bytes(source.read_bytes())
        get, peer = interleaved(rounds, lambda: load.curl_download(url, [header]),
                                lambda: load.curl_download(f"{nginx.url}/large"))
        yield Row("GET 64 MiB", "MB/s", get / MEGABYTE, "at least 0.6 of nginx", get >= 0.6 * peer,
                  "`curl -o /dev/null URL`", "nginx, sendfile", peer / MEGABYTE)
