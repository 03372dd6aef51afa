"""OpenStack Swift's own functional tests, as its source distribution brings them, against the Swift profile.

`swift-functional.tsv` lists what does not hold, with the reason."""
import json
import os
import subprocess
import xml.etree.ElementTree

import pytest

import programs
from harness.cloud import Cloud

MODULES = ["tests", "test_account", "test_container", "test_object", "test_dlo", "test_slo", "test_tempurl"]
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def source():
    """The unpacked source distribution of the release that swift-functional.txt names; tests are only in there."""
    requirements = "swift-functional.txt"
    release = (programs.HERE / requirements).read_text().split()[0]
    python = programs.environment(requirements) / "python"
    folder = programs.ROOT / ".build" / "python" / "swift-functional-source"
    unpacked = folder / release.replace("==", "-")
    if not unpacked.exists():
        folder.mkdir(parents=True, exist_ok=True)
        programs.run([python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                      "--no-build-isolation", "--dest", folder, release])
        programs.run(["tar", "xzf", f"{unpacked}.tar.gz", "-C", folder])
    return python, unpacked


@pytest.fixture(scope="module")
def functional_cloud(tmp_path_factory):
    """A cloud whose Swift profile is the root of its host, as the tests take for granted, and two users of it."""
    cloud = Cloud()
    cloud.environment["SYNNEFO_PITHOS_SWIFT_BASE_URL"] = f"http://127.0.0.1:{cloud.port}"
    try:
        cloud.start()
        lines = ["[func_test]", "auth_version = 1", f"auth_uri = http://127.0.0.1:{cloud.port}/auth/v1.0", "collate = C"]
        for number, suffix in (("One", ""), ("Two", "2")):
            mail = f"swift-{number.lower()}@example.org"
            cloud.manage("user-add", mail, number, "Tester", "--password", PASSWORD)
            user = next(entry for entry in json.loads(cloud.manage("user-list", "--output-format", "json"))
                        if entry["real name"] == f"{number} Tester")
            cloud.manage("user-modify", user["id"], "--verify")
            cloud.manage("user-modify", user["id"], "--accept")
            lines += [f"account{suffix} = {user['uuid']}", f"username{suffix} = {user['uuid']}",
                      f"password{suffix} = {token(cloud, mail)}"]
        configuration = tmp_path_factory.mktemp("swift-functional") / "test.conf"
        configuration.write_text("\n".join(lines) + "\n")
        yield cloud, configuration
    finally:
        cloud.remove()
    cloud.forget()


def token(cloud, mail):
    """What version 1 authentication gives for an address and a password."""
    answer = cloud.api.request("GET", "/auth/v1.0", headers={"X-Auth-User": mail, "X-Auth-Key": PASSWORD}, expect=200)
    return answer.headers["x-auth-token"]


def exemptions():
    """{test: reason}"""
    lines = (programs.HERE / "swift-functional.tsv").read_text().splitlines()
    return dict(line.split("\t") for line in lines[2:])


@pytest.mark.parametrize("module", MODULES)
def test_functional(source, functional_cloud, tmp_path, module):
    python, unpacked = source
    cloud, configuration = functional_cloud
    results = tmp_path / "results.xml"
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={results}",
         f"test/functional/{module}.py"],
        cwd=unpacked, capture_output=True, text=True, timeout=1200, stdin=subprocess.DEVNULL,
        env={**os.environ, "SWIFT_TEST_CONFIG_FILE": str(configuration), "PYTHONPATH": str(unpacked)})
    assert results.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    exempt = exemptions()
    failed, passed = {}, set()
    for case in xml.etree.ElementTree.parse(results).iter("testcase"):
        name = f"{case.get('classname').removeprefix('test.functional.')}.{case.get('name')}"
        trouble = case.find("failure") if case.find("failure") is not None else case.find("error")
        if trouble is not None:
            failed[name] = (trouble.get("message") or "")[:300]
        elif case.find("skipped") is None:
            passed.add(name)
    assert passed, done.stdout[-3000:]
    assert {name: why for name, why in failed.items() if name not in exempt} == {}, cloud.log
    lasting = {name for name, why in exempt.items() if not why.startswith("by chance")}
    assert passed & lasting == set(), "these hold again: take them out of swift-functional.tsv"
