"""astakosclient, with which the original's components ask Astakos. Its 0.19 issues commissions in a later form, so that
ours are issued by hand."""
import json

import pytest

import programs

NOBODY = "00000000-0000-4000-8000-000000000000"
DISK = "pithos.diskspace"


@pytest.fixture(scope="module")
def ask(cloud):
    """Makes calls with a token, of the cloud's user unless another is given; returns the answers."""
    python = programs.python2()
    if python is None:
        pytest.skip("no Python 2.7 here, which astakosclient needs")
    program = programs.environment("kamaki-0.16.txt", python) / "python"

    def call(*calls, token=cloud.api.token):
        done = programs.run([program, "-W", "ignore", programs.HERE / "astakos_client.py", cloud.auth_url, token,
                             json.dumps(calls)])
        return json.loads(done.stdout.splitlines()[-1])

    return call


@pytest.fixture(scope="module")
def service_token(cloud):
    return cloud.component_token("pithos")


def test_authenticates(ask, api):
    access, endpoints = ask(["authenticate"], ["get_endpoints"])
    assert access["access"]["user"]["id"] == api.uuid
    assert access["access"]["token"]["id"] == api.token
    types = {service["type"] for service in access["access"]["serviceCatalog"]}
    assert {"identity", "account", "compute", "object-store", "image"} <= types
    assert endpoints["access"]["serviceCatalog"]


def test_tells_a_bad_token(ask):
    (answer,) = ask(["get_quotas"], token="wrong")
    assert answer["error"] == 401


def test_translates_names_for_users_and_services(ask, api, cloud, service_token):
    email = cloud.credentials["username"]
    names, uuid, unknown = ask(["get_usernames", [api.uuid, NOBODY]], ["get_uuid", email], ["get_username", NOBODY])
    assert names == {api.uuid: email} and uuid == api.uuid
    assert NOBODY in unknown["message"]
    assert ask(["service_get_usernames", [api.uuid]], ["service_get_uuids", [email]], token=service_token) \
        == [{api.uuid: email}, {email: api.uuid}]


def test_reads_services_resources_and_quotas(ask, api, service_token):
    services, resources, quotas = ask(["get_services"], ["get_resources"], ["get_quotas"])
    assert {"astakos", "cyclades", "pithos"} <= {service["name"] for service in services}
    assert resources[DISK]["unit"] == "bytes"
    assert set(quotas["system"][DISK]) == {"limit", "usage", "pending"}
    (held,) = ask(["service_get_quotas", api.uuid], token=service_token)
    assert held[api.uuid]["system"][DISK]["limit"] == quotas["system"][DISK]["limit"]


def test_settles_commissions(ask, api, service_token):
    def issue(quantity, accepts=False):
        return api.request("POST", "/astakos/account/v1.0/commissions", {
            "force": False, "auto_accept": accepts, "name": f"of {quantity}",
            "provisions": [{"holder": api.uuid, "source": "system", "resource": DISK, "quantity": quantity}]},
            {"X-Auth-Token": service_token}, expect=201).json["serial"]

    before = api.quota(DISK)["usage"]
    first, second, third = issue(100), issue(200), issue(300)
    pending, info = ask(["get_pending_commissions"], ["get_commission_info", first], token=service_token)
    assert {first, second, third} <= set(pending)
    assert info["name"] == "of 100"
    accepted, rejected, unknown, resolved = ask(
        ["accept_commission", first], ["reject_commission", second], ["accept_commission", 1 << 40],
        ["resolve_commissions", [], [third, first]], token=service_token)
    assert (accepted, rejected) == (None, None) and unknown["error"] == 404
    assert resolved["rejected"] == [third] and resolved["failed"][0][0] == first
    assert api.quota(DISK)["usage"] == before + 100
    issue(-100, accepts=True)
    assert api.quota(DISK)["usage"] == before
