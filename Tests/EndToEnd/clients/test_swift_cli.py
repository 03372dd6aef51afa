"""OpenStack's own `swift`, against the Swift profile: version 1 authentication, segments, copies, signed addresses."""
import json
import random
import urllib.error
import urllib.request

import pytest

import files
import programs
from harness.waiting import wait_for

# Segments whose borders fall on blocks, and segments whose borders do not.
ALIGNED, UNALIGNED = 4 << 20, 1_000_000


@pytest.fixture(scope="module")
def swift(cloud):
    """Runs `swift` as the cloud's user, who logs in with address and password."""
    program = programs.environment("openstack.txt") / "swift"
    environ = {"ST_AUTH_VERSION": "1.0", "ST_AUTH": f"{cloud.url}/pithos/swift/auth/v1.0",
               "ST_USER": cloud.credentials["username"], "ST_KEY": cloud.credentials["password"]}

    def run(*words, **more):
        return programs.run([program, *words], environ, **more).stdout

    return run


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A folder with files of many names and sizes."""
    root = tmp_path_factory.mktemp("tree")
    noise = random.Random(7)
    names = ["plain.txt", "deep/er/file.bin", "αρχείο με κενά.txt", "emoji/😀.dat", "percent%41.txt", "empty", "a+b&c?.txt"]
    for number, name in enumerate(names):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if name == "empty" else noise.randbytes(1000 + number * 70_001))
    return root


def listed(swift, *words):
    return swift("list", *words).splitlines()


def test_says_what_there_is(swift, api):
    printed = swift("stat")
    assert f"AUTH_{api.uuid}" in printed
    assert "Objects:" in printed and "Bytes:" in printed
    info = swift("capabilities")
    assert "slo" in info and "tempurl" in info and "bulk_delete" in info


def test_uploads_and_downloads_a_tree(swift, tree, tmp_path):
    swift("upload", "tree", ".", cwd=tree)
    wanted = {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    assert set(listed(swift, "tree")) >= set(wanted)
    # Nothing is sent twice: swift compares sizes and times, which it keeps in metadata.
    before = json.loads(swift("list", "--json", "tree"))
    swift("upload", "--changed", "tree", ".", cwd=tree)
    assert json.loads(swift("list", "--json", "tree")) == before
    swift("download", "tree", "--output-dir", tmp_path)
    for name, content in wanted.items():
        assert (tmp_path / name).read_bytes() == content, name
    assert listed(swift, "tree", "--prefix", "deep/", "--delimiter", "/") == ["deep/er/"]


@pytest.mark.parametrize("kind, segment_bytes", [
    ("--use-slo", ALIGNED), ("--use-slo", UNALIGNED), ("--use-dlo", UNALIGNED)])
def test_uploads_in_segments(swift, api, samples, tmp_path, kind, segment_bytes):
    name = f"large{kind}-{segment_bytes}"
    swift("upload", kind, "-S", segment_bytes, "--object-name", name, "large", samples[files.MEDIUM])
    back = tmp_path / "back"
    swift("download", "large", name, "--output", back)
    assert files.digest(back) == files.digest(samples[files.MEDIUM])
    # The Pithos API reads the same object as one.
    assert api.get_object("large", name).body == samples[files.MEDIUM].read_bytes()
    segments = [entry for entry in api.objects("large_segments") if entry["name"].startswith(name)]
    assert len(segments) == -(-files.LENGTHS[files.MEDIUM] // segment_bytes)
    swift("delete", "large", name)
    assert name not in [entry["name"] for entry in api.objects("large")]
    assert not [entry for entry in api.objects("large_segments") if entry["name"].startswith(name)]


def test_copies_and_changes_metadata(swift, samples):
    swift("upload", "--object-name", "one", "-H", "X-Object-Meta-Colour: blue", "copies", samples[files.SMALL])
    swift("copy", "-d", "/copies/two", "-H", "X-Object-Meta-Size: big", "copies", "one")
    stat = " ".join(swift("stat", "copies", "two").split())
    assert "Meta Colour: blue" in stat and "Meta Size: big" in stat
    assert "Content Type: application/octet-stream" in stat
    swift("post", "copies", "two", "-m", "Colour: red")
    stat = " ".join(swift("stat", "copies", "two").split())
    assert "Meta Colour: red" in stat and "Meta Size" not in stat
    swift("post", "copies", "-m", "Owner: me")
    assert "Meta Owner: me" in " ".join(swift("stat", "copies").split())


def test_deletes_containers_with_all_they_hold(swift, tree):
    swift("upload", "gone", ".", cwd=tree)
    swift("delete", "gone")
    assert "gone" not in listed(swift)


def test_signs_addresses(swift, cloud, samples):
    swift("upload", "--object-name", "signed", "signing", samples[files.SMALL])
    swift("post", "-m", "Temp-URL-Key: secret")
    path = f"/v1/AUTH_{cloud.api.uuid}/signing/signed"
    for digest in ("sha1", "sha256", "sha512"):
        signed = swift("tempurl", "--digest", digest, "GET", "3600", path, "secret").strip()
        with urllib.request.urlopen(f"{cloud.url}/pithos/swift{signed}") as answer:
            assert answer.read() == samples[files.SMALL].read_bytes()
            assert "attachment" in answer.headers["Content-Disposition"]
    prefixed = swift("tempurl", "--prefix-based", "GET", "3600", path.removesuffix("ned"), "secret").strip()
    address = f"{cloud.url}/pithos/swift{path}?{prefixed.split('?')[1]}"
    with urllib.request.urlopen(address) as answer:
        assert len(answer.read()) == files.LENGTHS[files.SMALL]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address.replace("temp_url_sig=", "temp_url_sig=0"))
    assert refused.value.code == 401


def test_objects_expire(api):
    """For Swift's clients at once, for all others when the sweeper has been there."""
    path = f"/pithos/swift/v1/AUTH_{api.uuid}/expiring"
    api.request("PUT", path, expect=201)
    api.request("PUT", f"{path}/brief", b"x", {"X-Delete-After": "2"}, expect=201)
    wait_for(lambda: api.request("HEAD", f"{path}/brief").status == 404, "the object to be gone", 30, 0.2)
    wait_for(lambda: api.objects("expiring") == [], "the sweeper", 90, 1)


def test_version_2_finds_its_own_region(cloud, api):
    """Keystone's version 2 with a tenant's id: the catalog has an address for Swift's clients in a region of its own."""
    program = programs.environment("openstack.txt") / "swift"
    done = programs.run([
        program, "-V", "2", "--os-auth-url", cloud.auth_url, "--os-username", api.uuid, "--os-password", api.token,
        "--os-tenant-id", api.uuid, "--os-region-name", "swift", "stat"])
    assert f"AUTH_{api.uuid}" in done.stdout


def test_lists_as_json(swift):
    swift("post", "listed")
    entries = json.loads(swift("list", "--json"))
    assert {"name", "count", "bytes", "last_modified"} <= set(entries[0])
