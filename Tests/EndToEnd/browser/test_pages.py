"""Every page, in every look; the keyboard alone; the colours' switch."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from conftest import open_rail, row_menu

PAGES = ["Overview", "Machines", "Images", "Keys", "Files", "Usage"]
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGVvQ7iIcrkQbRDBvRPlzU7s1PRBO9AKsJkVZ0kCMvpp browser@test"


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
    dialog.get_by_label("Public key").fill(PUBLIC_KEY)
    expect(dialog.get_by_text("This is the private half")).to_have_count(0)
    look(page, "add-key")
    dialog.get_by_role("button", name="Add key").click()
    expect(page.get_by_role("row", name=name)).to_be_visible()
    row_menu(page, name, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete key").click()
    expect(page.get_by_role("row", name=name)).to_have_count(0)
