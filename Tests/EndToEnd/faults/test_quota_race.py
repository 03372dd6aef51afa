"""Fifty clients race for the last unit of a quota: exactly one wins."""
import concurrent.futures
import threading

import pytest

from harness.waiting import wait_for

CLIENTS = 50
MEBIBYTE = 1 << 20


def race(attempt):
    """Runs `attempt(index)` in fifty threads that start together; returns the statuses, sorted."""
    gate = threading.Barrier(CLIENTS)

    def run(index):
        gate.wait(30)
        return attempt(index)

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        return sorted(clients.map(run, range(CLIENTS)))


@pytest.fixture
def only_one_more(cloud, api):
    """Sets the limit of a resource to its usage and one unit more, for the time of a test."""
    changed = []

    def limit(resource, unit):
        usage = api.quota(resource)["usage"]
        cloud.manage("user-modify", api.uuid, "--set-base-quota", resource, str(usage + unit), "--no-confirm")
        changed.append(resource)
        return usage

    yield limit
    for resource in changed:
        cloud.manage("user-modify", api.uuid, "--set-base-quota", resource, "default", "--no-confirm")


def test_one_of_fifty_uploads_fits(api, only_one_more):
    api.put_container("race")
    usage = only_one_more("pithos.diskspace", MEBIBYTE)

    def upload(index):
        return api.put_object("race", f"object-{index}", bytes([index]) * MEBIBYTE, expect=None).status

    assert race(upload) == [201] + [413] * (CLIENTS - 1)
    assert len(api.objects("race")) == 1
    wait_for(lambda: not api.pending(), "nothing to be pending")
    assert api.quota("pithos.diskspace")["usage"] == usage + MEBIBYTE


@pytest.mark.machines
def test_one_of_fifty_servers_fits(cloud, api, only_one_more):
    image = cloud.tiny_image()["id"]
    usage = only_one_more("cyclades.vm", 1)
    assert race(lambda index: api.create_server(f"racer-{index}", image, expect=None).status) \
        == [202] + [413] * (CLIENTS - 1)
    wait_for(lambda: not api.pending(), "nothing to be pending")
    assert api.quota("cyclades.vm")["usage"] == usage + 1
    (winner,) = [each for each in api.servers() if each["name"].startswith("racer-")]
    api.compute("DELETE", f"/servers/{winner['id']}", expect=204)
    wait_for(lambda: api.quota("cyclades.vm")["usage"] == usage, "the quota to be given back")


def test_fifty_deletions_give_back_once(api):
    """The other way round: fifty that delete the same object all hear that it is gone, and the quota counts it once."""
    api.put_container("race")
    api.request("POST", f"{api.object_path('race')}?update", headers={"X-Container-Policy-Versioning": "none"},
                expect=202)
    usage = api.quota("pithos.diskspace")["usage"]
    api.put_object("race", "prey", b"x" * MEBIBYTE)
    # Who comes second hears 204 too, as from the original, or 404 where nothing of the object is left.
    statuses = race(lambda _: api.delete_object("race", "prey", expect=None).status)
    assert 204 in statuses and set(statuses) <= {204, 404}
    wait_for(lambda: not api.pending(), "nothing to be pending")
    assert api.quota("pithos.diskspace")["usage"] == usage
