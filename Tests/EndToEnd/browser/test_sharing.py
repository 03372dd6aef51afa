"""Two people: what one shares, the other finds, looks at, takes a copy of, and adds to."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from conftest import open_rail, row_menu, setting, sign_in, store, upload


@pytest.fixture
def friend(browser, base_url) -> Page:
    """A page of somebody else."""
    if not os.environ.get("FRIEND"):
        pytest.skip("FRIEND is not set, see README.md")
    context = browser.new_context(base_url=base_url, reduced_motion="reduce", accept_downloads=True)
    page = context.new_page()
    sign_in(page, "FRIEND", "FRIEND_PASSWORD")
    yield page
    context.close()


@pytest.fixture
def shared(page: Page, container: str, friend) -> str:
    """The test's container: its folder `plans` may be changed by the friend, its file `menu.txt` be read."""
    for name in ["plans/first.txt", "menu.txt", "secret.txt"]:
        store(page, "PUT", f"{container}/{name}", f"this is {name}")
    page.reload()
    share(page, "plans", "Can change")
    share(page, "menu.txt", "Can read")
    return container


def share(page: Page, name: str, right: str) -> None:
    row_menu(page, name, "Share")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail of the person").fill(setting("FRIEND"))
    dialog.get_by_label("What the person may do").select_option(right)
    dialog.get_by_role("button", name="Share", exact=True).click()
    expect(dialog.get_by_text(setting("FRIEND"))).to_be_visible()
    dialog.get_by_role("button", name="Done").click()


def shared_with(friend: Page, owner: str = "USERNAME") -> None:
    open_rail(friend, "Files")
    friend.get_by_role("link", name="Shared with me").click()
    expect(friend.get_by_role("row", name="plans").get_by_role("cell", name=setting(owner))).to_be_visible()


def test_friend_finds_what_is_shared_and_no_more(friend: Page, page: Page, shared: str, look):
    shared_with(friend)
    expect(friend.get_by_role("row", name="plans").get_by_text("Can change")).to_be_visible()
    expect(friend.get_by_role("row", name="menu.txt").get_by_text("Can read")).to_be_visible()
    expect(friend.get_by_role("link", name="secret.txt")).to_have_count(0)
    look(friend, "shared-with-me")

    friend.get_by_role("link", name="menu.txt").click()
    panel = friend.get_by_role("complementary", name="menu.txt")
    expect(panel.get_by_text("You can read it")).to_be_visible()
    expect(panel.get_by_role("button", name="Delete")).to_have_count(0)
    look(friend, "shared-file")
    panel.get_by_role("button", name="Preview").click()
    expect(friend.get_by_role("dialog").get_by_text("this is menu.txt")).to_be_visible()
    friend.keyboard.press("Escape")

    page.get_by_role("link", name="menu.txt").click()
    expect(page.get_by_role("complementary", name="menu.txt").get_by_text(f"{setting('FRIEND')} can read")).to_be_visible()


def test_friend_takes_a_copy(friend: Page, shared: str):
    open_rail(friend, "Files")
    expect(friend.get_by_role("link", name="pithos", exact=True)).to_be_visible()
    shared_with(friend)
    friend.get_by_role("link", name="menu.txt").click()
    friend.get_by_role("complementary", name="menu.txt").get_by_role("button", name="Copy to my files").click()
    friend.get_by_role("dialog").get_by_role("button", name="Copy here").click()
    expect(friend.get_by_role("dialog")).to_have_count(0)
    friend.goto("/ui/files/pithos")
    row_menu(friend, "menu.txt", "Preview")
    expect(friend.get_by_role("dialog").get_by_text("this is menu.txt")).to_be_visible()
    friend.keyboard.press("Escape")
    store(friend, "DELETE", "pithos/menu.txt")


def test_friend_adds_to_a_shared_folder(friend: Page, page: Page, shared: str, look, tmp_path: Path):
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(5_000_000))
    shared_with(friend)
    friend.get_by_role("link", name="plans").click()
    expect(friend.get_by_role("link", name="first.txt")).to_be_visible()
    upload(friend, large)
    friend.get_by_role("button", name="Close transfers").click()
    look(friend, "shared-folder")
    page.get_by_role("link", name="plans", exact=True).click()
    page.get_by_role("link", name="large.bin").click()
    panel = page.get_by_role("complementary", name="large.bin")
    expect(panel.get_by_text("5,000,000 bytes")).to_be_visible()
    expect(panel.get_by_text("through the folder plans")).to_be_visible()
    expect(panel.locator("dd", has_text=setting("FRIEND")).first).to_be_visible()


def test_what_is_shared_no_longer_is_gone(friend: Page, page: Page, shared: str):
    row_menu(page, "menu.txt", "Share")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=f"Stop sharing with {setting('FRIEND')}").click()
    expect(dialog.get_by_text("Only you can see it.")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    shared_with(friend)
    expect(friend.get_by_role("link", name="menu.txt")).to_have_count(0)
