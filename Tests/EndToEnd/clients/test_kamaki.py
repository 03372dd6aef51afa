"""kamaki 0.10.2 and 0.16: from authentication to a deleted machine."""
import pytest

import files
from harness import guest
from kamaki import Kamaki

# What a client may send to say which blocks a known gigabyte consists of: 256 hashes and the requests around them.
KNOWN_GIGABYTE_BYTES_MAX = 200_000


@pytest.fixture(scope="module", params=["0.10.2", "0.16"])
def kamaki(request, cloud, tmp_path_factory):
    return Kamaki(request.param, cloud, tmp_path_factory.mktemp(f"kamaki-{request.param}"))


@pytest.fixture(scope="module")
def container(kamaki, api):
    name = "old" if kamaki.old else "new"
    kamaki.create_container(name)
    return name


def test_authenticates(kamaki, api):
    assert api.uuid in kamaki("user", "authenticate")


def test_refuses_a_wrong_token(kamaki):
    printed = kamaki("-o", "cloud.test.token=wrong", "user", "authenticate", check=False)
    assert "uuid" not in printed


@pytest.mark.parametrize("name", list(files.LENGTHS))
def test_uploads_and_downloads_the_same(kamaki, api, container, samples, tmp_path, name):
    kamaki.upload(samples[name], container, name)
    assert {entry["name"]: entry["bytes"] for entry in api.objects(container)}[name] == files.LENGTHS[name]
    assert name in kamaki.list(container)
    back = tmp_path / name
    kamaki.download(container, name, back)
    assert back.stat().st_size == files.LENGTHS[name]
    assert files.digest(back) == files.digest(samples[name])


def test_uploads_a_known_gigabyte_without_sending_it(kamaki, api, container, samples):
    kamaki.upload(samples[files.SPARSE], container, "first.bin")
    kamaki.upload(samples[files.SPARSE], container, "again.bin")
    assert kamaki.sent < KNOWN_GIGABYTE_BYTES_MAX
    sizes = {entry["name"]: entry["bytes"] for entry in api.objects(container)}
    assert sizes["again.bin"] == files.GIBIBYTE


@pytest.mark.machines
def test_runs_a_machine_from_an_image_of_its_own(kamaki, cloud, container, tiny_image_file, tmp_path):
    disk, properties = tiny_image_file
    kamaki.upload(disk, container, "mine.diskdump")
    image = kamaki.register_image("Mine", container, "mine.diskdump",
                                  *(f"{key}={value}" for key, value in properties.items()))
    identifier = image.get("id") or image["x-image-meta-id"]

    key, public = guest.new_key(tmp_path)
    keys = tmp_path / "authorized_keys"
    keys.write_text(f"{public}\n")
    personality = f"{keys},/root/.ssh/authorized_keys,root,root,0600"
    flavor = cloud.api.smallest_flavor()["id"]
    server = kamaki.create_server("from kamaki", flavor, identifier, personality)["id"]
    kamaki.wait_built(server)
    running = cloud.wait_status(server, "ACTIVE")

    console = kamaki.console(server)
    assert guest.console_greeting(console["host"], console["port"]) == b"RFB 003.008\n"
    assert guest.ssh_when_up(guest.ssh_address(running), key, "echo it is $(id -un)").strip() == "it is root"

    kamaki.delete_server(server)
    assert server not in [each["id"] for each in cloud.api.servers()]
