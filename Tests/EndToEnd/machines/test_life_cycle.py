"""One real machine, from its creation to its end, in the order in which people do things."""
import base64
import urllib.request

import pytest

from harness import guest
from harness.waiting import wait_for

pytestmark = pytest.mark.machines
NOTE = b"put here when the machine was made\n"


@pytest.fixture(scope="module")
def machine(cloud, api, key):
    """A machine with a note and a key in it: the answer to its creation. It ends with the module."""
    created = api.create_server("web-1", cloud.tiny_image()["id"], metadata={"role": "web"}, personality=[
        {"path": "/etc/note", "contents": base64.b64encode(NOTE).decode(), "mode": 0o644},
        guest.authorized_keys(key[1]),
    ]).json["server"]
    yield created
    if api.server(created["id"])["status"] != "DELETED":
        api.compute("DELETE", f"/servers/{created['id']}")


@pytest.fixture(scope="module")
def running(cloud, machine):
    return cloud.wait_status(machine["id"], "ACTIVE")


def act(api, machine, action, argument=None):
    api.compute("POST", f"/servers/{machine['id']}/action", {action: argument or {}}, expect=202)


def test_answers_at_once_and_builds_then(machine):
    assert machine["status"] == "BUILD"
    assert machine["adminPass"]
    assert machine["metadata"]["role"] == "web"


def test_counts_against_the_quota(api, running):
    assert api.quota("cyclades.vm")["usage"] == 1
    wait_for(lambda: not api.pending(), "nothing to be pending")


def test_is_active_with_an_address(running):
    assert running["progress"] == 100
    assert running["attachments"][0]["ipv4"]
    assert any(address["version"] == 4 for addresses in running["addresses"].values() for address in addresses)


def test_has_what_was_injected(running, key):
    address = guest.ssh_address(running)
    assert guest.ssh_when_up(address, key[0], "cat /etc/note").encode() == NOTE
    assert guest.ssh(address, key[0], "stat -c '%U %a' /etc/note").stdout.split()[1] == "644"
    assert guest.ssh(address, key[0], "hostname").stdout.strip() == "web-1"


def test_keeps_strangers_out(running, tmp_path, key):
    guest.ssh_when_up(guest.ssh_address(running), key[0], "true")
    stranger, _ = guest.new_key(tmp_path)
    assert guest.ssh(guest.ssh_address(running), stranger, "true").returncode != 0


def test_answers_on_its_forwarded_web_port(running, key):
    guest.ssh_when_up(guest.ssh_address(running), key[0], "true")
    host, port = guest.forwarded(running, 80)
    with urllib.request.urlopen(f"http://{host}:{port}/", timeout=30) as page:
        assert b"web-1" in page.read()


def test_shows_its_console(api, running):
    console = api.compute("POST", f"/servers/{running['id']}/action", {"console": {"type": "vnc"}},
                          expect=200).json["console"]
    assert console["type"] == "vnc"
    assert console["password"]
    assert guest.console_greeting(console["host"], console["port"]) == b"RFB 003.008\n"


def test_survives_a_restart_of_the_cloud(cloud, running, key):
    before = cloud.machines()
    boot = guest.ssh_when_up(guest.ssh_address(running), key[0], "cat /proc/sys/kernel/random/boot_id")
    cloud.stop()
    assert cloud.machines().keys() == before.keys()
    cloud.start()
    assert cloud.api.server(running["id"])["status"] == "ACTIVE"
    address = guest.ssh_address(cloud.api.server(running["id"]))
    assert guest.ssh_when_up(address, key[0], "cat /proc/sys/kernel/random/boot_id") == boot


def test_survives_the_death_of_the_cloud(cloud, running):
    before = cloud.machines()
    cloud.kill()
    assert cloud.machines().keys() == before.keys()
    cloud.start()
    assert cloud.api.server(running["id"])["status"] == "ACTIVE"
    assert cloud.machines().keys() == before.keys()


def test_reboots(cloud, api, running, key):
    address = guest.ssh_address(running)
    boot = guest.ssh_when_up(address, key[0], "cat /proc/sys/kernel/random/boot_id")
    act(api, running, "reboot", {"type": "HARD"})
    cloud.wait_status(running["id"], "ACTIVE")
    wait_for(lambda: guest.ssh_when_up(address, key[0], "cat /proc/sys/kernel/random/boot_id") != boot,
             "another boot", guest.BOOT_TIMEOUT_S, 1)
    assert guest.ssh(address, key[0], "cat /etc/note").stdout.encode() == NOTE


def test_shuts_down_and_starts_again(cloud, api, running, key):
    act(api, running, "shutdown")
    cloud.wait_status(running["id"], "STOPPED")
    wait_for(lambda: not cloud.machines(), "no machine to run", 30)
    assert api.quota("cyclades.vm")["usage"] == 1
    act(api, running, "start")
    started = cloud.wait_status(running["id"], "ACTIVE")
    assert guest.ssh_when_up(guest.ssh_address(started), key[0], "cat /etc/note").encode() == NOTE


def test_notices_what_happened_while_the_cloud_was_down(cloud, running):
    cloud.stop()
    for process in cloud.machines():
        guest.end_process(process)
    wait_for(lambda: not cloud.machines(), "the machine to end", 20)
    cloud.start()
    cloud.wait_status(running["id"], "STOPPED", 60)


def test_is_deleted_and_leaves_nothing(cloud, api, running):
    api.compute("DELETE", f"/servers/{running['id']}", expect=204)
    wait_for(lambda: api.server(running["id"])["status"] == "DELETED", "the machine to be deleted", 60)
    assert running["id"] not in [each["id"] for each in api.servers()]
    wait_for(lambda: api.quota("cyclades.vm")["usage"] == 0 and not api.pending(), "the quota to be given back", 30)
    assert not cloud.machines()


def test_refuses_what_it_cannot_make(cloud, api):
    image = cloud.tiny_image()["id"]
    flavor = api.smallest_flavor()["id"]
    for server in (
        {"name": "x", "imageRef": "no such image", "flavorRef": flavor},
        {"name": "x", "imageRef": image, "flavorRef": 987654},
        {"imageRef": image, "flavorRef": flavor},
        {"name": "x" * 300, "imageRef": image, "flavorRef": flavor},
        {"name": "x", "imageRef": image, "flavorRef": flavor, "personality": [{"path": "/x", "contents": "QUJDR"}]},
    ):
        answer = api.compute("POST", "/servers", {"server": server})
        assert 400 <= answer.status < 500, f"{server}: {answer}"
        # The original says nothing of an image that is not there.
        assert answer.status == 404 or next(iter(answer.json.values()))["message"], f"{server}: {answer}"
    assert api.quota("cyclades.vm")["usage"] == 0
    assert not api.pending()
