"""Every page, in every look; the keyboard alone; the colours' switch; keys; what cannot be copied."""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from conftest import open_rail, row_menu

PAGES = ["Overview", "Machines", "Images", "Keys", "Files", "Usage"]
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGVvQ7iIcrkQbRDBvRPlzU7s1PRBO9AKsJkVZ0kCMvpp browser@test"
# What is no public key, and what the page says of it.
NO_KEYS = [
    ("hello world", "A public key begins with its type"),
    ("ssh-ed25519", "The key itself is missing"),
    ("ssh-ed25519 hello!", "is not base64"),
    (PUBLIC_KEY.replace("vpp ", " "), "is not base64"),
    (PUBLIC_KEY.replace("Mvpp ", " "), "is not a whole key of this type"),
    (PUBLIC_KEY.replace("ssh-ed25519", "ssh-rsa"), "is not a whole key of this type"),
    (f"{PUBLIC_KEY}\n{PUBLIC_KEY}", "A public key is a single line"),
]


@pytest.mark.parametrize("name", PAGES)
def test_page_in_every_look(page: Page, look, name: str):
    open_rail(page, name)
    page.wait_for_load_state("networkidle")
    look(page, f"page-{name.lower()}")


def test_account_shows_token_only_when_asked(page: Page, look):
    page.get_by_role("button", name="your account").click()
    page.get_by_role("menuitem", name="Account and API access").click()
    token = page.get_by_role("group", name="Token", exact=True)
    expect(token).to_have_text("•" * 20)
    look(page, "account")
    page.get_by_role("button", name="Show Token", exact=True).click()
    expect(token).not_to_contain_text("•")
    for client in ["kamaki", "rclone", "swift", "OpenStack"]:
        page.get_by_role("tab", name=client, exact=True).click()
        expect(page.get_by_role("tabpanel").get_by_role("group", name=f"{client} configuration")).to_contain_text("http")


def test_keyboard_alone(page: Page):
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Machines", level=1)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("usa")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Usage", level=1)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_chosen_colours_stay(page: Page):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Colours").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    assert page.evaluate(ground) == dark


def test_key_added_and_deleted(page: Page, look):
    name = f"browser test {secrets.token_hex(4)}"
    open_rail(page, "Keys")
    page.get_by_role("button", name="Add key").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Public key").fill("-----BEGIN OPENSSH PRIVATE KEY-----")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Add key").click()
    expect(dialog.get_by_text("This is the private half")).to_be_visible()
    for text, problem in NO_KEYS:
        dialog.get_by_label("Public key").fill(text)
        dialog.get_by_role("button", name="Add key").click()
        expect(dialog.get_by_text(problem)).to_be_visible()
    dialog.get_by_label("Public key").fill(PUBLIC_KEY)
    expect(dialog.get_by_text("Copy the whole line again")).to_have_count(0)
    look(page, "add-key")
    dialog.get_by_role("button", name="Add key").click()
    expect(page.get_by_role("row", name=name)).to_be_visible()
    row_menu(page, name, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete key").click()
    expect(page.get_by_role("row", name=name)).to_have_count(0)


def test_key_from_a_file(page: Page, tmp_path: Path):
    large, key = tmp_path / "disk.pub", tmp_path / "mine.pub"
    large.write_bytes(b"x" * 16_385)
    key.write_text(f"{PUBLIC_KEY}\n")
    open_rail(page, "Keys")
    page.get_by_role("button", name="Add key").first.click()
    dialog = page.get_by_role("dialog")
    for file, told in [(large, "disk.pub was not taken"), (key, None), (large, "disk.pub was not taken")]:
        with page.expect_file_chooser() as chooser:
            dialog.get_by_role("button", name="Choose file").click()
        chooser.value.set_files(str(file))
        if told:
            expect(dialog.get_by_role("alert").get_by_text(told)).to_be_visible()
        else:
            expect(dialog.get_by_label("Public key")).to_have_value(PUBLIC_KEY)
            expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.get_by_role("button", name="Cancel").click()


@pytest.mark.parametrize("place", ["account", "keys"])
def test_what_cannot_be_copied_is_told(page: Page, look, place: str):
    """A browser may refuse its clipboard to pages, in each of the two ways there are."""
    page.add_init_script("""
      navigator.clipboard.writeText = async () => { throw new DOMException("No", "NotAllowedError"); };
      document.execCommand = () => false;
    """)
    page.route("**/userdata/keys", lambda route: route.fulfill(json=[
        {"id": 1, "name": "laptop", "content": PUBLIC_KEY, "fingerprint": "aa:bb"}]))
    page.goto(f"/ui/{place}")
    refused = "The browser did not let this page copy it."
    if place == "keys":
        row_menu(page, "laptop", "Copy public key")
        expect(page.get_by_role("alert").get_by_text(refused)).to_be_visible()
    else:
        page.get_by_role("button", name="Copy User id").click()
        expect(page.get_by_text(refused)).to_have_count(1)
        page.get_by_role("button", name="Copy configuration").click()
        expect(page.get_by_role("alert").get_by_text(refused)).to_be_visible()
    expect(page.get_by_role("status").get_by_text("copied")).to_have_count(0)
    look(page, f"{place}-not-copied")
