"""rclone against the Swift profile: trees, comparisons, moves, large files in chunks."""
import hashlib
import json
import random

import pytest

import files
import programs


@pytest.fixture(scope="module")
def rclone(cloud, tmp_path_factory):
    """Runs rclone with a remote `cloud:` that is this cloud."""
    return programs.rclone(tmp_path_factory.mktemp("rclone-swift"), f"{cloud.url}/pithos/swift/auth/v1.0", cloud.api)


@pytest.fixture
def tree(tmp_path):
    """A folder of forty files with names of all kinds, some empty."""
    root = tmp_path / "tree"
    noise = random.Random(11)
    words = ["a", "με κενά", "😀", "x+y", "50%", "c&d", "ü"]
    for number in range(40):
        path = root / words[number % 7] / f"{words[number % 5]} {number}.dat"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noise.randbytes(0 if number % 9 == 0 else noise.randrange(1, 20_000)))
    return root


def test_syncs_and_checks_a_tree(rclone, tree, tmp_path):
    rclone("sync", tree, "cloud:swift-tree")
    rclone("check", tree, "cloud:swift-tree")
    # --immutable fails should size or time make rclone send a file again.
    rclone("sync", "--immutable", tree, "cloud:swift-tree")
    victim = next(path for path in sorted(tree.rglob("*.dat")) if path.stat().st_size)
    victim.unlink()
    rclone("sync", tree, "cloud:swift-tree")
    rclone("check", tree, "cloud:swift-tree")
    rclone("copy", "cloud:swift-tree", tmp_path / "back")
    assert {str(path.relative_to(tree)) for path in tree.rglob("*.dat")} == {
        str(path.relative_to(tmp_path / "back")) for path in (tmp_path / "back").rglob("*.dat")}


def test_moves_and_copies_on_the_server(rclone, tree):
    rclone("sync", tree, "cloud:swift-from")
    rclone("copy", "cloud:swift-from", "cloud:swift-copied")
    rclone("check", tree, "cloud:swift-copied")
    rclone("move", "cloud:swift-from", "cloud:swift-moved")
    rclone("check", tree, "cloud:swift-moved")
    assert json.loads(rclone("lsjson", "-R", "--files-only", "cloud:swift-from")) == []


@pytest.mark.parametrize("chunk", ["4Mi", "1000000B"])
def test_large_files_come_in_chunks(rclone, api, samples, tmp_path, chunk):
    rclone("copyto", "--swift-chunk-size", chunk, samples[files.MEDIUM], "cloud:swift-large/deep/large.bin")
    listed = json.loads(rclone("lsjson", "cloud:swift-large/deep"))
    assert [(entry["Path"], entry["Size"]) for entry in listed] == [("large.bin", files.LENGTHS[files.MEDIUM])]
    rclone("copyto", "cloud:swift-large/deep/large.bin", tmp_path / "back")
    assert files.digest(tmp_path / "back") == files.digest(samples[files.MEDIUM])
    assert api.get_object("swift-large", "deep/large.bin").body == samples[files.MEDIUM].read_bytes()
    rclone("copyto", "cloud:swift-large/deep/large.bin", "cloud:swift-large/copy.bin")
    rclone("deletefile", "cloud:swift-large/deep/large.bin")
    rclone("copyto", "cloud:swift-large/copy.bin", tmp_path / "copy")
    assert files.digest(tmp_path / "copy") == files.digest(samples[files.MEDIUM])
    rclone("purge", "cloud:swift-large")
    assert api.objects("swift-large_segments") == []


def test_knows_the_checksum_of_what_came_as_a_hashmap(rclone, api):
    """An object from a Pithos client has its MD5 computed when a Swift client asks."""
    api.put_container("swift-hashes")
    block = b"alpha" * 100_000
    name = api.request("POST", api.object_path("swift-hashes") + "?update", block,
                       {"Content-Type": "application/octet-stream"}, 202).json[0]
    api.request("PUT", api.object_path("swift-hashes", "hashed") + "?hashmap",
                json.dumps({"hashes": [name], "bytes": len(block)}), {"Content-Type": "x/y"}, 201)
    assert rclone("md5sum", "cloud:swift-hashes/hashed").split()[0] == hashlib.md5(block).hexdigest()


def test_says_how_much_is_used(rclone):
    used = json.loads(rclone("about", "--json", "cloud:"))
    assert used["used"] > 0 and used["objects"] > 0
