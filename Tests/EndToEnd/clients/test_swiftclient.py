"""python-swiftclient, OpenStack's own object storage client, with the version 1 handshake."""
import json

import pytest

import files
import programs


@pytest.fixture(scope="module")
def swift(cloud):
    """Runs `swift` as the cloud's user: the user's uuid is the name, the token the key."""
    program = programs.environment("openstack.txt") / "swift"
    environ = {"ST_AUTH_VERSION": "1.0", "ST_AUTH": f"{cloud.url}/pithos/object-store/v1/",
               "ST_USER": cloud.api.uuid, "ST_KEY": cloud.api.token}

    def run(*words, **more):
        return programs.run([program, *words], environ, **more).stdout

    return run


def test_authenticates(swift, api):
    printed = swift("stat")
    assert api.uuid in printed
    assert "Containers" in printed


@pytest.mark.parametrize("name", list(files.LENGTHS))
def test_uploads_lists_and_downloads_the_same(swift, samples, tmp_path, name):
    swift("upload", "--object-name", name, "-H", "Content-Type: application/octet-stream", "swift", samples[name])
    assert name in swift("list", "swift").splitlines()
    back = tmp_path / name
    # swiftclient compares the ETag with the MD5 of what it got, and fails when they differ.
    swift("download", "swift", name, "--output", back)
    assert files.digest(back) == files.digest(samples[name])


def test_keeps_metadata(swift, samples):
    swift("upload", "--object-name", "noted", "-H", "X-Object-Meta-Colour: blue",
          "-H", "Content-Type: text/plain", "swift", samples[files.SMALL])
    lines = [line.strip() for line in swift("stat", "swift", "noted").splitlines()]
    assert "Meta Colour: blue" in lines
    assert "Content Type: text/plain" in lines


def test_deletes(swift, api, samples):
    swift("upload", "--object-name", "gone", "-H", "Content-Type: text/plain", "swift", samples[files.SMALL])
    swift("delete", "swift", "gone")
    assert "gone" not in [entry["name"] for entry in api.objects("swift")]


def test_reuses_a_token(cloud, api):
    """With a storage URL and a token there is no handshake at all."""
    program = programs.environment("openstack.txt") / "swift"
    storage = f"{cloud.url}/pithos/object-store/v1/{api.uuid}"
    api.put_container("reused")
    printed = programs.run([program, "--os-storage-url", storage, "--os-auth-token", api.token, "list", "--json"]).stdout
    assert "reused" in [entry["name"] for entry in json.loads(printed)]
