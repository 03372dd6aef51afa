"""OpenStack's clients of today, which log in through identity version 3 (or 2.0 with e-mail address and password)."""
import json
import os
import re

import pytest

import programs

PROJECT_WORDS = "--os-user-domain-name Default --os-project-domain-name Default"


class Login:
    """Who logs in where; the cloud's first user."""

    def __init__(self, cloud):
        self.url = f"{cloud.url}/astakos/identity"
        self.email = cloud.credentials["username"]
        self.password = cloud.credentials["password"]
        self.uuid = cloud.api.uuid
        self.token = cloud.api.token


@pytest.fixture(scope="module")
def login(cloud):
    return Login(cloud)


@pytest.fixture(scope="module")
def bin_directory():
    return programs.environment("openstackclient.txt")


@pytest.fixture(scope="module")
def openstack(login, bin_directory, tmp_path_factory):
    """Runs `openstack`, as the address without a version and the password have it; JSON when there is any."""
    environ = {"OS_AUTH_URL": login.url, "OS_USERNAME": login.email, "OS_PASSWORD": login.password,
               "OS_PROJECT_NAME": login.email, "OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default",
               "OS_IDENTITY_API_VERSION": "3", "HOME": str(tmp_path_factory.mktemp("openstack"))}

    def run(*words, more=None, json_format=True, **options):
        words = [bin_directory / "openstack", *words, *(["-f", "json"] if json_format else [])]
        done = programs.run(words, {**environ, **(more or {})}, **options)
        return json.loads(done.stdout) if json_format and done.stdout.strip() else done

    return run


@pytest.fixture(scope="module")
def credential(openstack):
    """An application credential: id, secret and all that is said of it."""
    made = openstack("application", "credential", "create", "robot", "--description", "Copies things at night")
    made = {name.lower(): value for name, value in made.items()}
    yield made
    openstack("application", "credential", "delete", "robot", json_format=False)


@pytest.fixture(scope="module")
def box(api):
    """A container with one object."""
    api.put_container("v3-box")
    api.put_object("v3-box", "note.txt", b"carried\n")
    return "v3-box"


def test_openstack_says_who_one_is(openstack, login):
    token = openstack("token", "issue")
    assert token["project_id"] == token["user_id"] == login.uuid
    services = openstack("catalog", "list")
    assert {service["Type"] for service in services} == {"identity", "object-store"}
    assert [project["Name"] for project in openstack("project", "list")] == [login.email]
    assert openstack("project", "show", login.email)["id"] == login.uuid
    assert openstack("user", "show", login.email)["id"] == login.uuid
    assert openstack("domain", "show", "default")["name"] == "Default"
    # Made for this once; it ends when it is given back.
    openstack("token", "revoke", token["id"], json_format=False)
    refused = openstack("container", "list", json_format=False, check=False, more={
        "OS_AUTH_TYPE": "v3token", "OS_TOKEN": token["id"], "OS_USERNAME": "", "OS_PASSWORD": ""})
    assert refused.returncode != 0


def test_openstack_stores_and_reads(openstack, tmp_path, api):
    (tmp_path / "αρχείο.txt").write_text("carried\n")
    openstack("container", "create", "v3-osc")
    openstack("object", "create", "v3-osc", "αρχείο.txt", cwd=tmp_path)
    assert [found["Name"] for found in openstack("object", "list", "v3-osc")] == ["αρχείο.txt"]
    assert api.get_object("v3-osc", "αρχείο.txt").body == b"carried\n"
    openstack("object", "save", "v3-osc", "αρχείο.txt", "--file", "back.txt", json_format=False, cwd=tmp_path)
    assert (tmp_path / "back.txt").read_text() == "carried\n"
    openstack("object", "delete", "v3-osc", "αρχείο.txt", json_format=False)
    openstack("container", "delete", "v3-osc", json_format=False)
    assert int(openstack("object", "store", "account", "show")["Containers"]) > 0


def test_openstack_is_told_when_it_may_not(openstack):
    wrong = openstack("container", "list", json_format=False, check=False, more={"OS_PASSWORD": "wrong"})
    assert wrong.returncode != 0 and "401" in wrong.stderr
    elsewhere = openstack("container", "list", json_format=False, check=False, more={"OS_PROJECT_NAME": "lab"})
    assert elsewhere.returncode != 0 and "401" in elsewhere.stderr
    roles = openstack("role", "list", json_format=False, check=False)
    assert roles.returncode != 0 and "snf-manage" in roles.stderr


def test_openstack_takes_the_token_for_the_password(openstack, login):
    assert openstack("token", "issue", more={"OS_PASSWORD": login.token})["user_id"] == login.uuid


def test_application_credentials(openstack, credential, login):
    assert credential["project id"] == login.uuid and len(credential["secret"]) >= 43
    listed = openstack("application", "credential", "list")
    assert [found["Name"] for found in listed] == ["robot"]
    robot = {"OS_AUTH_TYPE": "v3applicationcredential", "OS_APPLICATION_CREDENTIAL_ID": credential["id"],
             "OS_APPLICATION_CREDENTIAL_SECRET": credential["secret"], "OS_USERNAME": "", "OS_PASSWORD": "",
             "OS_PROJECT_NAME": "", "OS_USER_DOMAIN_NAME": "", "OS_PROJECT_DOMAIN_NAME": ""}
    assert openstack("token", "issue", more=robot)["user_id"] == login.uuid
    more = openstack("application", "credential", "create", "another", more=robot, check=False, json_format=False)
    assert more.returncode != 0 and "restricted" in more.stderr


@pytest.mark.parametrize("words", [
    "-V 3 --os-auth-url {url}/v3 --os-project-name {email} " + PROJECT_WORDS,
    "-V 3 --os-auth-url {url} --os-project-id {uuid} --os-user-domain-id default",
    "-V 3 --os-auth-url {url} --os-auth-type v3password --os-project-name {email} " + PROJECT_WORDS,
    "-V 2 --os-auth-url {url}/v2.0 --os-tenant-name {email}",
    "-V 2 --os-auth-url {url}/v2.0 --os-tenant-id {uuid}",
])
def test_swift_logs_in(bin_directory, login, box, words):
    words = words.format(**vars(login)).split()
    done = programs.run([bin_directory / "swift", *words, "--os-username", login.email, "--os-password",
                         login.password, "download", box, "note.txt", "-o", "-"])
    assert done.stdout == "carried\n"


def test_swift_uploads_in_segments_by_application_credential(bin_directory, login, credential, tmp_path, api):
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(9_000_000))
    words = [bin_directory / "swift", "-V", "3", "--os-auth-url", f"{login.url}/v3", "--os-auth-type",
             "v3applicationcredential", "--os-application-credential-id", credential["id"],
             "--os-application-credential-secret", credential["secret"]]
    programs.run([*words, "upload", "--use-slo", "-S", str(4 << 20), "v3-large", "large.bin"], cwd=tmp_path)
    programs.run([*words, "download", "v3-large", "large.bin", "-o", "back.bin"], cwd=tmp_path)
    assert (tmp_path / "back.bin").read_bytes() == large.read_bytes()
    programs.run([*words, "delete", "v3-large"])
    assert api.request("HEAD", api.object_path("v3-large")).status == 404


@pytest.mark.parametrize("remote", [
    {"auth": "{url}/v3", "user": "{email}", "key": "{password}", "tenant": "{email}", "domain": "Default",
     "tenant_domain": "default"},
    {"auth": "{url}/v3", "user_id": "{uuid}", "key": "{token}", "tenant_id": "{uuid}"},
    {"auth": "{url}/v2.0", "user": "{email}", "key": "{password}", "tenant": "{email}"},
    {"auth": "{url}/v3", "application_credential_id": "{id}", "application_credential_secret": "{secret}"},
    {"auth": "{url}/v3", "application_credential_name": "robot", "application_credential_secret": "{secret}",
     "user": "{email}", "domain": "Default"},
], ids=["password", "token", "version 2", "application credential", "its name"])
def test_rclone_logs_in(login, credential, box, remote, tmp_path):
    known = {**vars(login), "id": credential["id"], "secret": credential["secret"]}
    environ = {f"RCLONE_CONFIG_CLOUD_{name.upper()}": value.format(**known) for name, value in remote.items()}
    environ |= {"RCLONE_CONFIG_CLOUD_TYPE": "swift", "RCLONE_CONFIG": str(tmp_path / "rclone.conf"),
                "HOME": str(tmp_path), "RCLONE_RETRIES": "1", "RCLONE_LOW_LEVEL_RETRIES": "1"}
    assert programs.run(["rclone", "cat", f"cloud:{box}/note.txt"], environ).stdout == "carried\n"
    (tmp_path / "sent.txt").write_text("sent\n")
    programs.run(["rclone", "copyto", tmp_path / "sent.txt", f"cloud:{box}/deep/sent.txt"], environ)
    assert programs.run(["rclone", "cat", f"cloud:{box}/deep/sent.txt"], environ).stdout == "sent\n"
    programs.run(["rclone", "deletefile", f"cloud:{box}/deep/sent.txt"], environ)


@pytest.mark.parametrize("version", ["3.x_password", "2.0_password"])
def test_libcloud_logs_in(bin_directory, login, box, version):
    program = programs.HERE / "libcloud_swift.py"
    done = programs.run([bin_directory / "python", program, login.url, version, login.email, login.password])
    assert box in done.stdout.split()


def test_the_token_is_good_for_the_originals_clients_too(openstack, cloud, login):
    token = openstack("token", "issue")["id"]
    assert re.fullmatch(r"v3\.[A-Za-z0-9_-]{43}", token)
    api = type(cloud.api)(cloud.url, token, login.uuid)
    assert "pithos" in api.request("GET", f"/pithos/object-store/v1/{login.uuid}", expect=200).body.decode().split()
    assert api.servers() is not None
