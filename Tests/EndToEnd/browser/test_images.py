"""Images: an uploaded disk becomes one, gets another name, is offered for machines, and is taken away again."""

import os
import secrets
from pathlib import Path

from playwright.sync_api import Page, expect

from conftest import open_rail, row_menu, upload


def test_uploaded_file_becomes_an_image(page: Page, look, container: str, tmp_path: Path):
    name = f"disk-{secrets.token_hex(3)}"
    file = tmp_path / f"{name}.diskdump"
    file.write_bytes(os.urandom(1 << 20))
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    row_menu(page, file.name, "Register as image")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name", exact=True)).to_have_value(name)
    dialog.get_by_label("System").fill("debian")
    dialog.get_by_label("Accounts").fill("root admin")
    look(page, "register-image")
    dialog.get_by_role("button", name="Register image").click()
    panel = page.get_by_role("complementary", name=name)
    expect(panel.get_by_text("debian", exact=True)).to_be_visible()
    look(page, "image")

    panel.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill(f"{name} renamed")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("complementary", name=f"{name} renamed")).to_be_visible()

    page.get_by_role("complementary", name=f"{name} renamed").get_by_role("link", name="New machine").click()
    expect(page.get_by_role("dialog").get_by_role("radio", name=f"{name} renamed")).to_be_checked()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

    open_rail(page, "Images")
    row_menu(page, f"{name} renamed", "Remove")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("link", name=f"{name} renamed", exact=True)).to_have_count(0)


def test_image_is_registered_by_choosing_its_file(page: Page, look, container: str, tmp_path: Path):
    name = f"chosen-{secrets.token_hex(3)}"
    file = tmp_path / f"{name}.img"
    file.write_bytes(os.urandom(300_000))
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    open_rail(page, "Images")
    page.get_by_role("button", name="Register image").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Container").select_option(container)
    dialog.get_by_role("radio", name=file.name).check()
    expect(dialog.get_by_label("Name", exact=True)).to_have_value(name)
    look(page, "register-image-by-choice")
    dialog.get_by_role("button", name="Register image").click()
    expect(page.get_by_role("complementary", name=name)).to_be_visible()
    page.get_by_role("complementary", name=name).get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
