"""The disk is full: writes are refused in clear words, reads go on, and nothing is half done."""
import os
import random
import subprocess

import pytest

from harness.cloud import Cloud
from harness.waiting import wait_for

MEBIBYTE = 1 << 20
CONTAINER = "full"


class SmallDisk:
    """A file system in memory that is soon full, as a context."""

    def __init__(self, directory, mebibytes):
        self.directory, self.mebibytes = directory, mebibytes

    def __enter__(self):
        if os.geteuid() != 0:
            pytest.skip("only root may mount a small file system")
        self.directory.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.mebibytes}m,mode=700", "tmpfs", self.directory],
                              capture_output=True, text=True)
        if done.returncode != 0:
            pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")
        return self

    def grow(self, mebibytes):
        subprocess.run(["mount", "-o", f"remount,size={mebibytes}m", self.directory], check=True)

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.directory], check=False)
        self.directory.rmdir()


def fill(api, size, kind="object"):
    """Uploads objects of random content until one is refused; returns those that were taken, by name, and the refusal."""
    taken = {}
    for number in range(1000):
        data = random.Random(f"{kind}-{number}").randbytes(size)
        answer = api.put_object(CONTAINER, f"{kind}-{number}", data, expect=None)
        if answer.status != 201:
            return taken, answer
        taken[f"{kind}-{number}"] = data
    raise AssertionError("the disk never filled")


def check(api, taken, others):
    """What was taken is there, what was refused left no trace, and the quota counts just that."""
    assert {entry["name"]: entry["bytes"] for entry in api.objects(CONTAINER)} == \
        {name: len(data) for name, data in taken.items()}
    for name, data in taken.items():
        assert api.get_object(CONTAINER, name).body == data, name
    assert not api.pending()
    assert api.quota("pithos.diskspace")["usage"] == others + sum(map(len, taken.values()))


def test_full_of_blocks(tmp_path):
    with SmallDisk(tmp_path / "blocks", 64) as disk:
        cloud = Cloud(PITHOS_BACKEND_BLOCK_PATH=disk.directory)
        try:
            api = cloud.start().api
            cloud.tiny_image()
            api.put_container(CONTAINER)
            others = api.quota("pithos.diskspace")["usage"]
            taken, refusal = fill(api, 5 * MEBIBYTE)
            assert refusal.status == 503 and "full" in refusal.json["serviceUnavailable"]["message"]
            check(api, taken, others)
            # What is left has no room for a block of some size either.
            taken.update(fill(api, MEBIBYTE // 4, "small")[0])
            check(api, taken, others)
            name, data = next(iter(taken.items()))
            path = api.object_path(CONTAINER, name)
            # An update needs a new block, too; what needs none is done.
            patch = {"Content-Type": "application/octet-stream", "Content-Range": f"bytes 1-{2 * MEBIBYTE}/*"}
            block = random.Random("patch").randbytes(2 * MEBIBYTE)
            assert api.request("POST", f"{path}?update", block, patch).status == 503
            blocks = api.request("POST", f"{api.object_path(CONTAINER)}?update", block,
                                 {"Content-Type": "application/octet-stream"})
            assert blocks.status == 503
            api.request("POST", f"{path}?update", headers={"X-Object-Meta-Still": "here"}, expect=202)
            api.request("MOVE", path, headers={"Destination": f"/{CONTAINER}/moved"}, expect=201)
            taken["moved"] = taken.pop(name)
            check(api, taken, others)
            staging = disk.directory / ".staging"
            wait_for(lambda: not list(staging.iterdir()), "what refused uploads left behind to go", 10)
            disk.grow(96)
            api.put_object(CONTAINER, "fits-now", data)
            check(api, {**taken, "fits-now": data}, others)
        finally:
            cloud.remove()
        cloud.forget()


def test_full_of_everything(tmp_path):
    """Databases and blocks on one disk, as on one machine."""
    with SmallDisk(tmp_path / "data", 64) as disk:
        cloud = Cloud()
        cloud.data = disk.directory / "data"
        try:
            api = cloud.start().api
            cloud.tiny_image()
            api.put_container(CONTAINER)
            others = api.quota("pithos.diskspace")["usage"]
            taken, refusal = fill(api, 3 * MEBIBYTE)
            assert refusal.status == 503, refusal
            # The last pages, too: names and nothing else, so that the databases are what is full.
            for number in range(3000):
                answer = api.put_object(CONTAINER, f"{'n' * 900}-{number}", b"", expect=None)
                if answer.status != 201:
                    break
                taken[f"{'n' * 900}-{number}"] = b""
            assert answer.status == 503, answer
            assert api.objects(CONTAINER), "reads go on"
            disk.grow(96)
            check(api, taken, others)
            api.put_object(CONTAINER, "fits-now", b"x")
            # And so it is after a death.
            cloud.kill()
            api = cloud.start().api
            check(api, {**taken, "fits-now": b"x"}, others)
        finally:
            cloud.remove()
        cloud.forget()
