"""Files: folders, names with anything in them, taking a deletion back, and uploads that send only what is new."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from conftest import row_menu, upload


def test_same_bytes_are_not_sent_again(page: Page, container: str, tmp_path: Path):
    content = os.urandom(5_000_000)
    first, second = tmp_path / "first.bin", tmp_path / "second.bin"
    first.write_bytes(content)
    second.write_bytes(content)
    upload(page, first)
    page.get_by_role("button", name="Close transfers").click()
    blocks: list[str] = []
    page.on("request", lambda request: blocks.append(request.url) if request.method == "POST" else None)
    upload(page, second)
    assert blocks == []


def test_folder_made_renamed_deleted_and_taken_back(page: Page, container: str, tmp_path: Path):
    page.get_by_role("button", name="New folder").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Größe & 50% – été")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    page.get_by_role("link", name="Größe & 50% – été").click()
    file = tmp_path / "notes #1?.txt"
    file.write_text("hello")
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    page.get_by_role("navigation", name="Folders").get_by_role("link", name=container).click()

    row_menu(page, "Größe & 50% – été", "Rename")
    page.get_by_role("dialog").get_by_label("Name").fill("sizes")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("link", name="sizes")).to_be_visible()
    expect(page.get_by_role("link", name="Größe & 50% – été")).to_have_count(0)

    row_menu(page, "sizes", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("link", name="sizes")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="sizes").click()
    row_menu(page, file.name, "Preview")
    expect(page.get_by_role("dialog").get_by_text("hello")).to_be_visible()
    page.keyboard.press("Escape")


def test_public_link_opens_without_signing_in(page: Page, browser, container: str, tmp_path: Path):
    file = tmp_path / "for everybody.txt"
    file.write_text("read me")
    upload(page, file)
    row_menu(page, file.name, "Share")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a public link").click()
    link = dialog.get_by_role("group", name="Public link").inner_text()
    stranger = browser.new_context()
    answer = stranger.request.get(link)
    assert (answer.status, answer.text()) == (200, "read me")
    dialog.get_by_role("button", name="Withdraw link").click()
    expect(dialog.get_by_role("button", name="Make a public link")).to_be_visible()
    assert stranger.request.get(link).status == 404
    stranger.close()
    dialog.get_by_role("button", name="Done").click()
