"""The commands that look after the object store, beside a running cloud: what they print, and the status they end with."""
import json
import subprocess

import pytest

from harness.cloud import program


@pytest.fixture(scope="module")
def users(cloud):
    """Two users with something in their accounts."""
    first, second = (cloud.other_user(name) for name in ("merged", "merging"))
    for api in (first, second):
        api.put_container("c")
        api.put_object("c", "Ένα αντικείμενο.txt", f"of {api.uuid}".encode())
    first.put_object("c", "Ένα αντικείμενο.txt", b"newer")
    first.request("POST", first.object_path("c", "Ένα αντικείμενο.txt"), headers={
        "X-Object-Public": "true", "X-Object-Sharing": f"read={second.uuid}", "X-Object-Meta-Colour": "red"}, expect=202)
    first.put_container("only-there")
    first.put_object("only-there", "more", b"more")
    return first, second


def accounts(cloud, *arguments, status=0):
    """What `pithos-manage-accounts` prints; on standard error where it fails."""
    done = subprocess.run([program(), "pithos-manage-accounts", *arguments, "--data", cloud.data], capture_output=True,
                          text=True, timeout=60, env=cloud.environment, stdin=subprocess.DEVNULL)
    assert done.returncode == status, f"{arguments}: {done.returncode} {done.stdout}{done.stderr}"
    return done.stderr if status else done.stdout


def test_file_show(cloud, users):
    first, second = users
    (shown,) = json.loads(cloud.manage("file-show", first.uuid, "c", "Ένα αντικείμενο.txt", "--hashmap",
                                       "--output-format", "json"))
    assert shown["bytes"] == "5" and shown["current"] == "True"
    assert shown["metadata X-Object-Meta-Colour"] == "red"
    assert shown["read"] == second.uuid and shown["permissions set on"].endswith("/c/Ένα αντικείμενο.txt")
    link = first.request("HEAD", first.object_path("c", "Ένα αντικείμενο.txt")).headers["x-object-public"]
    assert shown["public URL"].endswith(link.rsplit("/", 1)[1])
    assert len(shown["hashes"]) == 64
    by_uuid = cloud.manage("file-show", shown["uuid"])
    assert by_uuid.splitlines()[0].split(": ") == [by_uuid.split(":")[0], "Ένα αντικείμενο.txt"]
    versions = first.request("GET", first.object_path("c", "Ένα αντικείμενο.txt") + "?version=list&format=json").json
    (old,) = json.loads(cloud.manage("file-show", shown["uuid"], "--obj-version", str(versions["versions"][0][0]),
                                     "--output-format", "json"))
    assert old["bytes"] == str(len(f"of {first.uuid}")) and old["current"] == "False"


def test_reconciliation_finds_everything_in_order(cloud, users):
    assert cloud.manage("reconcile-commissions-pithos") == "No unresolved commissions were found\n"
    assert cloud.manage("reconcile-commissions-pithos", "--fix") == "No unresolved commissions were found\n"
    for user in users:
        assert cloud.manage("reconcile-resources-pithos", "--userid", user.uuid) == "Everything in sync.\n"
        assert cloud.manage("reconcile-resources-pithos", "--user", user.uuid, "--fix") == "Everything in sync.\n"


def test_what_is_exported(cloud):
    assert list(json.loads(cloud.manage("service-export-pithos"))) == ["pithos_object-store"]
    (resource,) = json.loads(cloud.manage("resource-export-pithos"))
    assert resource["name"] == "pithos.diskspace"


def test_accounts_are_listed(cloud, users):
    listed = accounts(cloud, "list", "--no-headers").split()
    assert {user.uuid for user in users} <= set(listed)
    assert listed == sorted(listed)
    assert {"uuid": users[0].uuid} in json.loads(accounts(cloud, "list", "--output-format", "json"))
    assert accounts(cloud, "list", "--dublicate", "--no-headers").strip() == ""
    assert accounts(cloud, "export-quota", "--location", "-") == ""


def test_the_quota_of_a_container(cloud, users):
    first, _ = users
    assert "would be set" in accounts(cloud, "set-container-quota", "only-there", "10", "--dry")
    assert accounts(cloud, "set-container-quota", "only-there", "10", "--account", first.uuid) == ""
    first.put_object("only-there", "large", b"12345678901", expect=413)
    assert "set" in accounts(cloud, "set-container-quota", "only-there", "0", "--report")
    first.put_object("only-there", "large", b"12345678901")
    assert "No account has a container 'nowhere'" in accounts(cloud, "set-container-quota", "nowhere", "0", status=1)
    assert "number of bytes" in accounts(cloud, "set-container-quota", "c", "much", status=2)


def test_merging_and_deleting(cloud, users):
    first, second = users
    name = "Ένα αντικείμενο.txt"
    assert f"{first.uuid}/c/{name}" in accounts(cloud, "merge", first.uuid, second.uuid, "--dry")
    assert second.get_object("c", name).body == f"of {second.uuid}".encode()
    # Nobody says yes.
    assert "Nothing was changed" in accounts(cloud, "merge", first.uuid, second.uuid, status=1)
    assert "Copied 3 objects with 2 past versions" in accounts(cloud, "merge", first.uuid, second.uuid, "-f")
    assert second.get_object("c", name).body == b"newer"
    assert second.get_object("only-there", "more").body == b"more"
    assert "Copied 0 objects" in accounts(cloud, "merge", first.uuid, second.uuid, "--no-confirm")
    assert f"{first.uuid}/c/{name}" in accounts(cloud, "delete", first.uuid, "--dry")
    assert first.get_object("c", name).body == b"newer"
    assert "is gone" in accounts(cloud, "delete", first.uuid, "-f")
    first.get_object("c", name, expect=404)
    assert first.quota("pithos.diskspace")["usage"] == 0
    assert second.get_object("c", name).body == b"newer"
    assert "There is no account" in accounts(cloud, "delete", "nobody", "-f", status=1)
    assert cloud.manage("reconcile-resources-pithos", "--userid", second.uuid) == "Everything in sync.\n"
