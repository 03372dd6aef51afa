"""python-keystoneclient with identity version 2.0: user name and password are uuid and token."""
import json

import pytest

import programs


def keystone(cloud, username, password, tenant, check=True):
    python = programs.environment("openstack.txt") / "python"
    return programs.run([python, "-W", "ignore", programs.HERE / "keystone_v2.py", cloud.auth_url, username, password,
                         tenant], check=check)


def test_authenticates_and_reads_the_catalog(cloud, api):
    found = json.loads(keystone(cloud, api.uuid, api.token, api.uuid).stdout)
    assert found["token"] == api.token
    assert found["user"] == api.uuid
    assert found["tenant"] == api.uuid
    assert found["urls"]["identity"].rstrip("/") == cloud.auth_url
    assert found["urls"]["compute"].rstrip("/") == f"{cloud.url}/cyclades/compute/v2.0"
    assert found["urls"]["object-store"].rstrip("/") == f"{cloud.url}/pithos/object-store/v1"
    assert found["urls"]["image"].rstrip("/").startswith(f"{cloud.url}/cyclades/image/")
    assert found["urls"]["account"].rstrip("/") == f"{cloud.url}/astakos/account/v1.0"


@pytest.mark.parametrize("username, password, tenant", [
    ("{uuid}", "wrong", "{uuid}"),
    ("00000000-0000-4000-8000-000000000000", "{token}", ""),
])
def test_is_told_when_it_may_not(cloud, api, username, password, tenant):
    words = [word.format(uuid=api.uuid, token=api.token) for word in (username, password, tenant)]
    done = keystone(cloud, *words, check=False)
    assert done.returncode != 0
    assert "Unauthorized" in done.stderr
