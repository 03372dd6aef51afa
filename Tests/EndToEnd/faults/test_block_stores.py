"""Blocks are moved to Ceph and back while the cloud serves; a cluster that stands still is an outage and no hang."""
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import threading
import time

import pytest

from harness.cloud import Cloud, program
from harness.waiting import wait_for

CEPH_CONF = os.environ.get("SYNNEFO_TEST_CEPH")
pytestmark = pytest.mark.skipif(not CEPH_CONF, reason="no Ceph for tests: SYNNEFO_TEST_CEPH is not set")

CONTAINER = "moved"
# Bytes: nothing, less than a block, a block and a bit, several blocks.
SIZES = (0, 100, 70_000, 4 * 1024 * 1024 + 1, 9_000_000)
MOVE_S_MAX = 240


@pytest.fixture
def cloud(request):
    """A cloud for each test, since its settings change."""
    with Cloud(PITHOS_RADOS_CEPH_CONF=CEPH_CONF).lent(request.session) as cloud:
        yield cloud


def files(cloud, tree):
    """The blocks or maps in the directory."""
    return [path for path in (cloud.data / "pithos" / tree).rglob("*") if path.is_file() and len(path.name) == 64]


def in_pool(pool):
    listed = subprocess.run(["rados", "-c", CEPH_CONF, "-p", pool, "ls"], capture_output=True, text=True, check=True)
    return set(listed.stdout.split())


class Traffic:
    """One client that uploads and one that reads all there is, until they are stopped; every answer is checked."""

    def __init__(self, api):
        self.api = api
        self.digests = {}
        self.problems = []
        self.read = 0
        self.ended = threading.Event()

    def upload(self, name, size):
        data = random.Random(name).randbytes(size)
        self.api.put_object(CONTAINER, name, data)
        self.digests[name] = hashlib.sha256(data).hexdigest()

    def check(self, name):
        body = self.api.get_object(CONTAINER, name).body
        assert hashlib.sha256(body).hexdigest() == self.digests[name], f"{name} has other content"
        self.read += 1

    def check_all(self):
        for name in list(self.digests):
            self.check(name)

    def __enter__(self):
        def uploads():
            for number in range(10_000):
                if self.ended.is_set():
                    return
                self.upload(f"during-{number}", SIZES[number % len(SIZES)])

        def reads():
            while not self.ended.is_set():
                for name in list(self.digests):
                    if self.ended.is_set():
                        return
                    self.check(name)

        self.threads = [threading.Thread(target=self._guard, args=(work,), daemon=True) for work in (uploads, reads)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join(60)
        assert not self.problems, self.problems

    def _guard(self, work):
        try:
            work()
        except Exception as error:  # told by the test's own thread
            self.problems.append(repr(error))
            self.ended.set()


def move(cloud, *arguments):
    return cloud.manage("block-move", *arguments)


def look_after(cloud):
    """Collects garbage, of which nothing is old enough, and checks everything."""
    (found,) = json.loads(cloud.manage("pithos-gc", "--apply", "--output-format", "json"))
    assert found["lost maps"] == "0" and int(found["blocks in use"]) > 25
    assert found["blocks retired"] == found["blocks discarded"] == "0"
    # Ends with 1 where anything is missing or damaged.
    cloud.manage("pithos-fsck")


def test_blocks_move_to_ceph_and_back_while_the_cloud_serves(cloud):
    cloud.start()
    cloud.api.put_container(CONTAINER)
    traffic = Traffic(cloud.api)
    for number in range(25):
        traffic.upload(f"before-{number}", SIZES[number % len(SIZES)])
    cloud.stop()

    # One setting alone would make every object look damaged.
    cloud.configure(PITHOS_BACKEND_STORAGE="rados")
    cloud.spawn()
    assert cloud.process.wait(60) != 0
    assert "PITHOS_BACKEND_OLD_STORAGE" in cloud.tail()

    cloud.configure(PITHOS_BACKEND_OLD_STORAGE="nfs")
    cloud.start()
    traffic.api = cloud.api
    traffic.check_all()
    before = len(files(cloud, "blocks"))
    assert "Run again with --copy" in move(cloud)
    with traffic:
        wait_for(lambda: traffic.read > 10 or traffic.problems, "traffic", 60)
        # Killed as it goes, and started again.
        there = len(in_pool("blocks"))
        victim = subprocess.Popen([program(), "manage", "block-move", "--copy", "--jobs", "1", "--data", cloud.data],
                                  env=cloud.environment, stdout=subprocess.DEVNULL)
        wait_for(lambda: len(in_pool("blocks")) > there + 3 or victim.poll() is not None, "the first copies", 60)
        victim.kill()
        victim.wait()
        look_after(cloud)
        assert "All is in the new store" in move(cloud, "--copy")
    assert len(files(cloud, "blocks")) == before, "something new was put into the old store"
    assert {path.name for path in files(cloud, "blocks")} <= in_pool("blocks")
    assert {path.name for path in files(cloud, "maps")} <= in_pool("maps")
    assert "; 0 of them not yet in the new one" in move(cloud)

    assert "Run again when their copies are older" in move(cloud, "--remove")
    assert "Nothing is left in the old store" in move(cloud, "--remove", "--grace", "0")
    assert files(cloud, "blocks") == []
    traffic.check_all()
    cloud.stop()

    shutil.rmtree(cloud.data / "pithos")
    cloud.configure(PITHOS_BACKEND_OLD_STORAGE="")
    cloud.start()
    traffic.api = cloud.api
    traffic.check_all()
    look_after(cloud)
    cloud.stop()

    cloud.configure(PITHOS_BACKEND_STORAGE="nfs", PITHOS_BACKEND_OLD_STORAGE="rados")
    cloud.start()
    assert "All is in the new store" in move(cloud, "--copy")
    cloud.stop()
    cloud.configure(PITHOS_BACKEND_OLD_STORAGE="")
    cloud.start()
    traffic.api = cloud.api
    traffic.check_all()


def test_a_cluster_that_stands_still_is_an_outage_and_no_hang(cloud):
    osd = int((pathlib.Path(CEPH_CONF).parent / "osd.0.pid").read_text())
    cloud.configure(PITHOS_BACKEND_STORAGE="rados", PITHOS_RADOS_TIMEOUT=2)
    cloud.start()
    cloud.api.put_container(CONTAINER)
    data = os.urandom(100_000)
    cloud.api.put_object(CONTAINER, "o", data)
    os.kill(osd, signal.SIGSTOP)
    try:
        wait_for(lambda: stands_still(osd), "the OSD to stand still", 10)
        began = time.monotonic()
        assert cloud.api.get_object(CONTAINER, "o", expect=503).json["serviceUnavailable"]["code"] == 503
        cloud.api.put_object(CONTAINER, "p", b"new", expect=503)
        # What needs no block is answered.
        assert [entry["name"] for entry in cloud.api.objects(CONTAINER)] == ["o"]
        assert time.monotonic() - began < 30
    finally:
        os.kill(osd, signal.SIGCONT)
    wait_for(lambda: cloud.api.get_object(CONTAINER, "o", expect=(200, 503)).status == 200, "the cluster to serve", 60)
    assert cloud.api.get_object(CONTAINER, "o").body == data
    cloud.api.put_object(CONTAINER, "p", b"new")
    # The first image may be on its way still.
    wait_for(lambda: cloud.api.pending() == {}, "nothing to be pending", 60)


def stands_still(process):
    """Whether every thread of a process is stopped; a signal takes a moment to reach them all."""
    states = [path.read_text().rsplit(")", 1)[1].split()[0]
              for path in pathlib.Path(f"/proc/{process}/task").glob("*/stat")]
    return all(state == "T" for state in states)
