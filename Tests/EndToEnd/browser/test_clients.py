"""What the account page gives to copy, in the hands of the programs it is meant for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from conftest import upload

sys.path.append(str(Path(__file__).resolve().parents[1] / "clients"))

import programs  # noqa: E402

CONTENT = "carried by the browser\n"


@pytest.fixture
def stored(page: Page, container: str, tmp_path: Path) -> str:
    """The test's container, with one file in it; the page is at the account."""
    file = tmp_path / "carried.txt"
    file.write_text(CONTENT)
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    page.get_by_role("button", name="your account").click()
    page.get_by_role("menuitem", name="Account and API access").click()
    return container


def copied(page: Page, client: str) -> tuple[str, str]:
    """What the two buttons of a client's tab put on the clipboard: the configuration, and the command to try."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("tab", name=client, exact=True).click()
    panel = page.get_by_role("tabpanel")
    texts = []
    for button in ["Copy configuration", "Copy Then try"]:
        page.evaluate("navigator.clipboard.writeText('')")
        panel.get_by_role("button", name=button).click()
        page.wait_for_function("navigator.clipboard.readText()")
        texts.append(page.evaluate("navigator.clipboard.readText()"))
    return texts[0], texts[1]


def run(command: str, home: Path, *directories: Path) -> str:
    """A command in a shell whose home and programs are only these."""
    path = ":".join([*map(str, directories), "/usr/bin", "/bin"])
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
                          env={"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_rclone(page: Page, stored: str, tmp_path: Path):
    if shutil.which("rclone", path="/usr/bin:/bin") is None:
        pytest.skip("rclone is not installed")
    settings, attempt = copied(page, "rclone")
    file = tmp_path / ".config" / "rclone" / "rclone.conf"
    file.parent.mkdir(parents=True)
    file.write_text(settings)
    assert stored in run(attempt, tmp_path)
    remote = attempt.split()[-1]
    assert run(f"rclone cat {remote}{stored}/carried.txt", tmp_path) == CONTENT
    (tmp_path / "sent.txt").write_text(CONTENT)
    run(f"rclone copyto {tmp_path}/sent.txt {remote}{stored}/sent.txt", tmp_path)
    run(f"rclone moveto {remote}{stored}/sent.txt {remote}{stored}/deep/moved.txt", tmp_path)
    assert run(f"rclone lsf -R --files-only {remote}{stored}", tmp_path).split() == ["carried.txt", "deep/moved.txt"]
    assert run(f"rclone cat {remote}{stored}/deep/moved.txt", tmp_path) == CONTENT


@pytest.mark.parametrize("client, requirements", [("swift", "openstack.txt"), ("OpenStack", "openstackclient.txt")])
def test_swift(page: Page, stored: str, tmp_path: Path, client: str, requirements: str):
    directory = programs.environment(requirements)
    settings, attempt = copied(page, client)
    (tmp_path / "settings.sh").write_text(settings)
    source = f". {tmp_path}/settings.sh && "
    assert stored in run(source + attempt, tmp_path, directory).split()
    assert run(f"{source}swift download {stored} carried.txt -o -", tmp_path, directory) == CONTENT
    (tmp_path / "sent.txt").write_text(CONTENT)
    run(f"{source}swift upload --object-name sent.txt {stored} {tmp_path}/sent.txt", tmp_path, directory)
    run(f"{source}swift copy -d /{stored}/copied.txt {stored} sent.txt", tmp_path, directory)
    assert run(f"{source}swift download {stored} copied.txt -o -", tmp_path, directory) == CONTENT


def test_kamaki(page: Page, stored: str, tmp_path: Path):
    python = programs.python2()
    if python is None:
        pytest.skip("no Python 2.7 here, which kamaki needs")
    directory = programs.environment("kamaki-0.16.txt", python)
    settings, attempt = copied(page, "kamaki")
    (tmp_path / ".kamakirc").write_text(settings)
    run(attempt, tmp_path, directory)
    assert stored in run("kamaki container list", tmp_path, directory)
    assert CONTENT.strip() in run(f"kamaki file cat /{stored}/carried.txt", tmp_path, directory)


def test_curl(page: Page, stored: str, tmp_path: Path):
    settings, attempt = copied(page, "curl")
    assert '"servers"' in run(f"{settings}\n{attempt}", tmp_path)
