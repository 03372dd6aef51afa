"""kamaki's whole `file`, `container`, `group` and `sharer` families, as two users who share with each other."""
import urllib.request

import pytest

from kamaki import Kamaki
from kamaki_files import KamakiFiles


@pytest.fixture(scope="module")
def guest_api(cloud):
    return cloud.other_user("guest")


@pytest.fixture(scope="module", params=["0.10.2", "0.16"])
def version(request):
    return request.param


@pytest.fixture(scope="module")
def files(version, cloud, tmp_path_factory):
    return KamakiFiles(Kamaki(version, cloud, tmp_path_factory.mktemp(f"owner-{version}")))


@pytest.fixture(scope="module")
def guest(version, cloud, guest_api, tmp_path_factory):
    return KamakiFiles(Kamaki(version, cloud, tmp_path_factory.mktemp(f"guest-{version}"), guest_api))


@pytest.fixture
def container(files, api, request):
    """A container of the test's own, empty."""
    name = f"{request.node.originalname}-{'old' if files.old else 'new'}".replace("_", "-")
    api.put_container(name)
    return name


@pytest.fixture
def digits(tmp_path):
    path = tmp_path / "digits.txt"
    path.write_text("0123456789")
    return path


def put(api, container, **contents):
    """Sets up what a test begins with: names with underscores for slashes."""
    for name, content in contents.items():
        api.put_object(container, name.replace("_", "/"), content.encode())


def test_changes_content_in_place(files, container, api, digits):
    files.upload(digits, container, "f")
    files.append(digits, container, "f")
    letters = digits.with_name("letters.txt")
    letters.write_text("abcdefghij")
    files.overwrite(letters, container, "f", 5, 8)
    files.truncate(container, "f", 12)
    # 0.10.2 takes the same place of the local file, 0.16 its begin.
    assert files.read(container, "f") == (b"01234fghi901" if files.old else b"01234abcd901")
    files.touch(container, "f")
    assert api.get_object(container, "f").body == b""


def test_reads_a_range_and_an_old_version(files, container, api, digits, tmp_path):
    put(api, container, f="first state")
    files.upload(digits, container, "f")
    first = files.versions(container, "f")[0]
    assert files.read(container, "f", *(["-O"] if files.old else ["--object-version"]), first) == b"first state"
    assert files.read(container, "f", "--range", "2-5") == b"2345"
    part = tmp_path / "part"
    part.write_text("01234")
    files.download(container, "f", part, "-r" if files.old else "--resume")
    assert part.read_text() == "0123456789"


def test_shows_blocks(files, container, api):
    put(api, container, f="alpha")
    hashmap = files.hashmap(container, "f")
    assert hashmap["hashes"] == ["8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"]
    assert hashmap["bytes"] == 5


def test_makes_an_object_of_parts(files, container, api):
    put(api, container, big1="first, ", big2="second", other="not this")
    if files.old:
        said = files.kamaki("file", "manifest", f"{container}:big", check=False)
        assert "'file_manifest' object has no attribute 'run'" in said
    files.join(container, "big")
    # Not read by kamaki, which asks for blocks, and an object of parts has none of its own.
    assert api.get_object(container, "big").body == b"first, second"
    put(api, container, big3=", third")
    assert api.get_object(container, "big").body == b"first, second, third"


def test_copies_and_moves(files, container, api):
    put(api, container, f="content")
    files.copy((container, "f"), (container, "copy"))
    files.move((container, "copy"), (container, "deep/moved"))
    assert files.names(container) == ["deep/moved", "f"]
    assert files.read(container, "deep/moved") == b"content"


def test_handles_trees(files, container, api, tmp_path):
    # 0.10.2 cannot copy what is not ASCII.
    one = "one" if files.old else "ένα"
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / one).write_text("Greek")
    (tree / "sub" / "two").write_text("2")
    files.mkdir(container, "up")
    files.upload_tree(tree, container, "up")
    assert {name.rstrip("/") for name in files.names(container)} >= {"up", f"up/{one}", "up/sub", "up/sub/two"}
    files.copy_tree((container, "up"), (container, "second"))
    copied = "second/up" if files.old else "second"
    assert api.get_object(container, f"{copied}/sub/two").body == b"2"
    back = tmp_path / "back"
    back.mkdir()
    files.download_tree(container, "up", back)
    assert [path.read_text() for path in back.rglob(one)] == ["Greek"]
    files.delete_tree(container, "up")
    left = [entry["name"] for entry in api.objects(container)]
    assert left and all(name.startswith("second") for name in left)


def test_lists_what_was_asked_for(files, container, api):
    put(api, container, a="1", d_x="2", d_y_z="3", e="4")
    files.set_metadata(container, "a", "k", "v")
    assert files.names(container) == ["a", "d/x", "d/y/z", "e"]
    assert files.names(container, "-n", "2") == ["a", "d/x"]
    assert files.names(container, "--marker", "d/x") == ["d/y/z", "e"]
    assert files.names(container, "--delimiter", "/") == ["a", "e"]
    assert files.names(container, "--name-like", "Y") == ["d/y/z"]
    assert files.names(container, "--meta", "k") == ["a"]
    assert files.names(container, "--until", files.date(1, 1, 2040)) == ["a", "d/x", "d/y/z", "e"]


def test_keeps_versions_and_brings_them_back(files, container, api):
    put(api, container, f="first")
    put(api, container, f="second")
    files.delete(container, "f")
    first, second = files.versions(container, "f")
    files.restore(container, "f", first)
    assert files.read(container, "f") == b"first"
    assert files.versions(container, "f")[:2] == [first, second]
    files.delete(container, "f", "--until", files.date(1, 1, 2040))
    api.get_object(container, "f", expect=404)


def test_publishes(files, container, api):
    put(api, container, f="for everyone")
    link = files.publish(container, "f")
    with urllib.request.urlopen(link, timeout=30) as answer:
        assert answer.read() == b"for everyone"
    assert link in files.info(container, "f")
    files.unpublish(container, "f")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(link, timeout=30)


def test_keeps_metadata(files, container, api):
    put(api, container, f="x")
    files.set_metadata(container, "f", "colour", "blue")
    assert "colour: blue" in files.metadata(container, "f")
    files.delete_metadata(container, "f", "colour")
    assert "colour" not in files.metadata(container, "f")


def test_shares_with_a_user_and_a_group(files, guest, container, api, guest_api, digits):
    files.mkdir(container, "d")
    put(api, container, d_f="shared", other="secret")
    files.set_group("friends", guest_api.uuid)
    files.share(container, "d", read=[f"{api.uuid}:friends"])
    files.share(container, "d/f", write=[guest_api.uuid])
    assert guest_api.uuid in files.sharing(container, "d/f")
    assert api.uuid in guest.sharers()
    assert container in guest.containers(account=api.uuid)
    assert guest.names(container, account=api.uuid) == ["d/", "d/f"]
    assert guest.read(container, "d/f", account=api.uuid) == b"shared"
    guest.append(digits, container, "d/f", account=api.uuid)
    assert files.read(container, "d/f") == b"shared0123456789"
    files.unshare(container, "d/f")
    assert guest.read(container, "d/f", account=api.uuid) == b"shared0123456789"
    files.delete_group("friends")
    assert guest_api.request("GET", api.object_path(container, "d/f")).status == 403
    files.unshare(container, "d")


def test_manages_containers(files, api):
    name = "managed-old" if files.old else "managed-new"
    files.create_container(name)
    assert name in files.containers()
    files.limit(name, "1KiB")
    assert "1024" in files.container_info(name)
    assert files.size_limit(name).split(":")[1].strip() == "1024"
    assert api.put_object(name, "big", b"x" * 1025, expect=None).status == 413
    put(api, name, a="1", d_b="2")
    files.empty(name)
    assert api.objects(name) == []
    files.delete_container(name)
    assert name not in files.containers()


def test_makes_a_container_with_policies_and_metadata(files, api):
    name = "made-old" if files.old else "made-new"
    files.create_container(name, "--versioning", "none", "--limit", "2048", "--meta", "colour=blue")
    assert files.versioning(name) == "none"
    assert files.size_limit(name).split(":")[1].strip() == "2048"
    assert "x-container-meta-colour: blue" in files.container_info(name)
    put(api, name, f="1")
    put(api, name, f="2")
    assert len(files.versions(name, "f")) == 1


def test_gives_a_container_to_the_project_that_there_is(files, container, api):
    if files.old:
        pytest.skip("kamaki 0.10.2 is older than projects")
    files.create_container("of-mine", "--project-id", api.uuid)
    files.reassign(container, api.uuid)
    files.reassign(container, "11111111-2222-4333-8444-555555555555", check=False)
    assert api.request("POST", api.object_path(container) + "?update", headers={
        "X-Container-Policy-Project": "11111111-2222-4333-8444-555555555555"}, expect=None).status == 400


def test_sets_versioning(files, container, api):
    assert files.versioning(container) == "auto"
    if files.old:
        pytest.skip("`file versioning set` of kamaki 0.10.2 forgets its container before it asks anybody")
    files.set_versioning(container, "none")
    assert files.versioning(container) == "none"
    put(api, container, f="1")
    put(api, container, f="2")
    assert len(files.versions(container, "f")) == 1


def test_lists_groups(files, guest_api):
    files.set_group("fellows", guest_api.uuid)
    assert files.groups()["fellows"] == guest_api.uuid
    files.delete_group("fellows")
    assert "fellows" not in files.groups()


def test_tells_the_quota(files, api):
    assert f"x-account-policy-quota: {api.quota('pithos.diskspace')['limit']}" in files.quota().splitlines()


def test_tells_of_a_sharer_no_more_than_concerns_others(files, guest, container, api, guest_api):
    if files.old:
        pytest.skip("kamaki 0.10.2 has no `sharer info`")
    put(api, container, f="shared")
    assert "x-account-bytes-used" in files.account_info()
    files.share(container, "f", read=[guest_api.uuid])
    told = guest.account_info(api.uuid)
    assert "last-modified: " in told
    assert "x-account-" not in told
    files.unshare(container, "f")
