"""The cloud dies while a page is open, and comes back: the page goes on by itself, nobody reloads it."""

import hashlib
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from conftest import BOOT_MS, CONSOLE_MS, cloud_of_its_own, open_rail, row_menu, sign_in, upload

# Pages ask again every few seconds at most.
RECOVERY_MS = 30_000
OUT_OF_DATE = "The list may be out of date"


@pytest.fixture(scope="module")
def own_cloud():
    """A cloud that may be killed, with an image to start from."""
    with cloud_of_its_own() as cloud:
        cloud.tiny_image()
        yield cloud


@pytest.fixture
def base_url(own_cloud) -> str:
    return own_cloud.url


@pytest.fixture
def page(visitor, own_cloud, monkeypatch, expected_errors) -> Page:
    expected_errors += ["net::ERR_", "WebSocket connection to"]
    monkeypatch.setenv("USERNAME", own_cloud.credentials["username"])
    monkeypatch.setenv("PASSWORD", own_cloud.credentials["password"])
    sign_in(visitor)
    return visitor


def test_list_recovers(page: Page, own_cloud, look):
    open_rail(page, "Machines")
    expect(page.get_by_text("No machines yet")).to_be_visible()
    own_cloud.kill()
    expect(page.get_by_text(OUT_OF_DATE)).to_be_visible(timeout=RECOVERY_MS)
    look(page, "cloud-away")
    own_cloud.start()
    expect(page.get_by_text(OUT_OF_DATE)).to_have_count(0, timeout=RECOVERY_MS)


def test_page_opened_meanwhile_recovers(page: Page, own_cloud):
    expect(page.get_by_text("First steps")).to_be_visible()
    own_cloud.kill()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Images", exact=True).click()
    expect(page.get_by_text("This page could not be shown")).to_be_visible(timeout=RECOVERY_MS)
    own_cloud.start()
    expect(page.get_by_role("link", name="Tiny", exact=True)).to_be_visible(timeout=RECOVERY_MS)


def test_upload_goes_on(page: Page, own_cloud, tmp_path: Path):
    content = os.urandom(80 << 20)
    file = tmp_path / "steady.bin"
    file.write_bytes(content)
    open_rail(page, "Files")
    page.get_by_role("link", name="images", exact=True).click()
    page.get_by_role("button", name="Upload", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Files…").click()
    # The first block that arrives is the sign that the others are on their way.
    with page.expect_response(lambda response: response.request.method == "POST" and "update" in response.url):
        chooser.value.set_files(str(file))
    own_cloud.kill()
    own_cloud.start()
    expect(page.get_by_role("heading", name="1 file uploaded")).to_be_visible(timeout=60_000)
    stored = own_cloud.api.get_object("images", file.name).body
    assert hashlib.sha256(stored).digest() == hashlib.sha256(content).digest()


def test_console_comes_back(page: Page, own_cloud):
    open_rail(page, "Machines")
    page.get_by_role("button", name="New machine").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile("tiny", re.IGNORECASE)).first.check(force=True)
    dialog.get_by_role("button", name="Create machine").click()
    expect(page.get_by_role("heading", name="is running")).to_be_visible(timeout=BOOT_MS)
    page.get_by_role("button", name="Open console").click()
    screen = page.get_by_role("region", name="Screen of the machine")
    expect(screen.locator("canvas")).to_be_visible(timeout=CONSOLE_MS)
    own_cloud.kill()
    expect(screen.get_by_text("The connection was lost.")).to_be_visible(timeout=RECOVERY_MS)
    own_cloud.start()
    expect(screen.get_by_text("The connection was lost.")).to_be_hidden(timeout=RECOVERY_MS)
    expect(screen.locator("canvas")).to_be_visible(timeout=RECOVERY_MS)
