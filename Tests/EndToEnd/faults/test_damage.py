"""Blocks that are damaged under a running cloud are never served, and heal when their content comes again."""
import concurrent.futures
import http.client
import json
import random
import shutil
import subprocess

import pytest

from blocks import BLOCK_SIZE, Files, hashes, put_hashmap
from harness.cloud import Cloud, program
from harness.waiting import wait_for

CONTAINER = "damage"
SIZE = 2 * BLOCK_SIZE + 12_345


@pytest.fixture(scope="module")
def cloud(request):
    """A cloud for this module alone, since its files are damaged. It reads them again as fast as it can."""
    with Cloud(PITHOS_SCRUB_RATE=1 << 30).lent(request.session) as cloud:
        cloud.start()
        cloud.api.put_container(CONTAINER)
        yield cloud


@pytest.fixture
def stored(cloud, request):
    """An object of three blocks: its name and content."""
    name, data = request.node.name, random.Random(request.node.name).randbytes(SIZE)
    cloud.api.put_object(CONTAINER, name, data)
    return name, data


def read(cloud, name):
    """Status and what came of the body, whole or not."""
    connection = http.client.HTTPConnection(cloud.api.host, cloud.api.port, timeout=60)
    try:
        connection.request("GET", cloud.api.object_path(CONTAINER, name), headers={"X-Auth-Token": cloud.api.token})
        response = connection.getresponse()
        try:
            return response.status, response.read()
        except http.client.IncompleteRead as cut:
            return response.status, cut.partial
    finally:
        connection.close()


def fsck(cloud, *arguments):
    """Exit status and the lines of the check."""
    words = [program(), "manage", "pithos-fsck", "--output-format", "json", *arguments, "--data", cloud.data]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, env=cloud.environment)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)


def flip(files, name):
    files.flip_bit(name)


def cut_to_nothing(files, name):
    files.truncate(name, 0)


def cut_in_half(files, name):
    files.truncate(name, files.there(name).stat().st_size // 2)


def remove(files, name):
    files.remove(name)


DAMAGES = [flip, cut_to_nothing, cut_in_half, remove]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("index", [0, 2])
def test_a_damaged_block_is_never_served(cloud, stored, damage, index):
    name, data = stored
    assert read(cloud, name) == (200, data)
    damage(Files(cloud), hashes(data)[index])
    for attempt in range(3):
        status, body = read(cloud, name)
        if status == 200:
            # The block was found damaged when its turn came: the answer broke off before it.
            assert attempt == 0 and index > 0
            assert body == data[:index * BLOCK_SIZE]
        else:
            assert status == 500
            assert "lost a part of this object" in json.loads(body)["internalServerError"]["message"]
    # A file without content counts as none; there is nothing in it to keep.
    if damage in (flip, cut_in_half):
        assert any(hashes(data)[index] in kept for kept in Files(cloud).quarantined())


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_hashmap_asks_for_what_is_damaged_once_that_is_known(cloud, stored, damage):
    name, data = stored
    damage(Files(cloud), hashes(data)[1])
    read(cloud, name)
    path = f"{cloud.api.object_path(CONTAINER, name)}?hashmap&format=json"
    body = json.dumps({"bytes": len(data), "hashes": hashes(data)})
    answer = cloud.api.request("PUT", path, body, {"Content-Type": "application/octet-stream"}, expect=409)
    assert answer.json == [hashes(data)[1]]
    put_hashmap(cloud.api, CONTAINER, name, data)
    assert read(cloud, name) == (200, data)


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_upload_of_the_same_content_heals_what_nobody_knew_of(cloud, stored, damage):
    name, data = stored
    for block in hashes(data):
        damage(Files(cloud), block)
    cloud.api.put_object(CONTAINER, f"{name} again", data)
    assert read(cloud, name) == (200, data)


def test_of_many_readers_at_once_none_gets_damaged_data(cloud, stored):
    name, data = stored
    Files(cloud).flip_bit(hashes(data)[0])
    with concurrent.futures.ThreadPoolExecutor(64) as readers:
        for status, body in readers.map(lambda _: read(cloud, name), range(64)):
            assert status == 500, body[:100]


def test_the_check_names_the_objects_and_their_blocks(cloud, stored):
    name, data = stored
    fsck(cloud, "--set-aside")
    for other in cloud.api.objects(CONTAINER):
        if other["name"] != name:
            cloud.api.delete_object(CONTAINER, other["name"])
    cloud.api.request("DELETE", f"{cloud.api.object_path(CONTAINER)}?until=9999999999", expect=204)
    assert fsck(cloud)[0] == 0
    Files(cloud).flip_bit(hashes(data)[1])
    status, lines = fsck(cloud)
    assert status == 1
    assert [(line["problem"], line["kind"], line["hash"], line["object"]) for line in lines] == \
        [("damaged", "block", hashes(data)[1], f"{cloud.api.uuid}/{CONTAINER}/{name}")]
    cloud.api.put_object(CONTAINER, name, data)
    assert fsck(cloud) == (0, [])


def test_the_scrub_finds_what_nobody_reads_and_says_whose_it_is(cloud, stored):
    name, data = stored
    cloud.stop()
    # What was written lately would be mended from there.
    shutil.rmtree(cloud.data / "pithos" / ".journal")
    # A new round: the last one is not old enough.
    (cloud.data / "run" / "pithos-scrub.json").unlink(missing_ok=True)
    damaged = hashes(data)[2]
    Files(cloud).flip_bit(damaged)
    cloud.start()
    wait_for(lambda: any(damaged in kept for kept in Files(cloud).quarantined()), "the scrub to find the damage", 60)
    wait_for(lambda: any(f"{CONTAINER}/{name}" in line and damaged in line for line in cloud.tail(200).splitlines()),
             "the log to name the object", 60)
    metrics = cloud.api.request("GET", "/metrics", expect=200).body.decode()
    counts = dict(line.split() for line in metrics.splitlines() if line.startswith("synnefo_pithos_"))
    assert int(counts["synnefo_pithos_damaged_files_total"]) == 1
    assert int(counts["synnefo_pithos_scrubbed_bytes_total"]) >= SIZE - BLOCK_SIZE
