"""Many clients at one object: who writes last wins, nothing answered is lost, and readers that stop reading cost nothing."""
import concurrent.futures
import hashlib
import pathlib
import random
import socket
import threading

import pytest

from harness.waiting import wait_for

CONTAINER = "one"
WRITERS, WRITES_EACH = 10, 6
READERS = 40
BIG = 64 << 20
# Bytes by which all readers together may make the process grow: sockets' buffers and a few pieces each.
GROWTH_MAX = 60 << 20


@pytest.fixture(autouse=True)
def container(api):
    api.put_container(CONTAINER)


def together(work):
    """Runs `work(index)` for each writer, all at once."""
    gate = threading.Barrier(WRITERS)

    def run(index):
        gate.wait(30)
        return work(index)

    with concurrent.futures.ThreadPoolExecutor(WRITERS) as writers:
        return [answer for answers in writers.map(run, range(WRITERS)) for answer in answers]


def test_the_last_write_wins_and_every_answered_one_is_kept(api):
    usage = api.quota("pithos.diskspace")["usage"]

    def write(index):
        written = []
        for number in range(WRITES_EACH):
            # Each another size: what the others left decides what it costs.
            data = random.Random(f"{index}/{number}").randbytes(1000 * (index + 1) + number)
            answer = api.put_object(CONTAINER, "object", data)
            written.append((int(answer.headers["x-object-version"]), hashlib.sha256(data).hexdigest(), len(data)))
        return written

    written = sorted(together(write))
    path = api.object_path(CONTAINER, "object")
    listed = [version for version, _ in api.request("GET", f"{path}?version=list", expect=200).json["versions"]]
    assert listed == [version for version, _, _ in written]
    for version, digest, _ in written[::7] + written[-1:]:
        body = api.request("GET", f"{path}?version={version}", expect=200).body
        assert hashlib.sha256(body).hexdigest() == digest
    current = api.get_object(CONTAINER, "object")
    assert int(current.headers["x-object-version"]) == written[-1][0]
    assert hashlib.sha256(current.body).hexdigest() == written[-1][1]
    wait_for(lambda: not api.pending(), "nothing to be pending")
    assert api.quota("pithos.diskspace")["usage"] == usage + written[-1][2]


def test_appends_follow_one_another(api):
    api.put_object(CONTAINER, "log", b"")
    path = f"{api.object_path(CONTAINER, 'log')}?update"

    def append(index):
        for number in range(WRITES_EACH):
            api.request("POST", path, f"<{index}:{number}>", {
                "Content-Type": "application/octet-stream", "Content-Range": "bytes */*"}, expect=204)
        return []

    together(append)
    entries = api.get_object(CONTAINER, "log").body.decode().strip("<>").split("><")
    assert sorted(entries) == sorted(f"{index}:{number}" for index in range(WRITERS) for number in range(WRITES_EACH))
    for index in range(WRITERS):
        mine = [entry for entry in entries if entry.startswith(f"{index}:")]
        assert mine == sorted(mine), "a client's own appends are in its order"


def resident(process):
    """Bytes of memory that a process has."""
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


def test_readers_that_stop_reading_cost_nothing(cloud, api):
    data = random.Random(1).randbytes(BIG)
    api.put_object(CONTAINER, "big", data)
    api.get_object(CONTAINER, "big")
    before = resident(cloud.process.pid)
    readers = []
    try:
        for _ in range(READERS):
            reader = socket.create_connection((api.host, api.port), 60)
            readers.append(reader)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            reader.sendall((f"GET {api.object_path(CONTAINER, 'big')} HTTP/1.1\r\nHost: {api.host}\r\n"
                            f"X-Auth-Token: {api.token}\r\nConnection: close\r\n\r\n").encode())
            assert reader.recv(12) == b"HTTP/1.1 200"
        # All of them wait now; others are served as before.
        assert api.get_object(CONTAINER, "big").body == data
        assert resident(cloud.process.pid) - before < GROWTH_MAX
        last = readers[-1]
        received = bytearray()
        while piece := last.recv(1 << 20):
            received += piece
        assert received.endswith(data[-100_000:]) and len(received) > BIG
    finally:
        for reader in readers:
            reader.close()
    assert api.get_object(CONTAINER, "big").status == 200
