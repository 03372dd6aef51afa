"""rclone, with which many people reach every storage they have."""
import hashlib
import json

import pytest

import files
import programs


@pytest.fixture(scope="module")
def rclone(cloud, tmp_path_factory):
    """Runs rclone with a remote `cloud:` that is this cloud."""
    return programs.rclone(tmp_path_factory.mktemp("rclone"), f"{cloud.url}/pithos/object-store/v1/", cloud.api)


@pytest.mark.parametrize("name", list(files.LENGTHS))
def test_copies_there_and_back(rclone, samples, tmp_path, name):
    rclone("mkdir", "cloud:rclone")
    rclone("copyto", samples[name], f"cloud:rclone/deep/{name}")
    listed = {entry["Path"]: entry["Size"] for entry in json.loads(rclone("lsjson", "cloud:rclone/deep"))}
    assert listed[name] == files.LENGTHS[name]
    rclone("copyto", f"cloud:rclone/deep/{name}", tmp_path / name)
    assert files.digest(tmp_path / name) == files.digest(samples[name])


def test_lists_containers(rclone):
    rclone("mkdir", "cloud:rclone")
    assert "rclone" in [entry["Name"] for entry in json.loads(rclone("lsjson", "cloud:"))]


def test_knows_the_checksum(rclone, samples):
    rclone("copyto", samples[files.MEDIUM], "cloud:rclone/summed.bin")
    wanted = hashlib.md5(samples[files.MEDIUM].read_bytes()).hexdigest()
    assert rclone("md5sum", "cloud:rclone/summed.bin").split()[0] == wanted


def test_keeps_the_time_and_sends_nothing_twice(rclone, samples, tmp_path):
    source = tmp_path / "tree"
    source.mkdir()
    for name in (files.SMALL, files.MEDIUM):
        (source / name).write_bytes(samples[name].read_bytes())
    rclone("sync", source, "cloud:rclone/tree")
    before = rclone("lsl", "cloud:rclone/tree")
    # --immutable fails should size or time make rclone send a file again.
    rclone("sync", "--immutable", source, "cloud:rclone/tree")
    assert rclone("lsl", "cloud:rclone/tree") == before
    rclone("check", source, "cloud:rclone/tree")


def test_deletes(rclone):
    rclone("mkdir", "cloud:rclone-gone")
    rclone("purge", "cloud:rclone-gone")
    assert "rclone-gone" not in rclone("lsd", "cloud:")


def test_keeps_a_tree_of_thousands_in_step(rclone, api, tmp_path):
    """copy, check, sync after changes, and back again, with the names people give their files."""
    source, back = tmp_path / "tree", tmp_path / "back"
    files.make_tree(source)
    many = ["--transfers", "16", "--checkers", "16", "--no-update-modtime"]
    rclone("copy", source, "cloud:many/tree", *many)
    rclone("check", source, "cloud:many/tree")
    assert len(api.objects("many")) == files.TREE_FILES
    changed = files.change_tree(source)
    rclone("sync", source, "cloud:many/tree", *many)
    rclone("check", source, "cloud:many/tree")
    assert len(api.objects("many")) == files.TREE_FILES + changed
    rclone("copy", "cloud:many/tree", back, *many)
    assert files.tree(back) == files.tree(source)
