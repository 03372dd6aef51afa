"""What is deleted goes to the trash, and comes back from there, or goes for good."""

import pytest
from playwright.sync_api import Page, expect

from conftest import open_rail, row_menu, store


@pytest.fixture
def files(page: Page, container: str) -> str:
    """The test's container with a file and a folder in it."""
    for name in ["letter.txt", "photos/sea.txt", "photos/harbour.txt"]:
        store(page, "PUT", f"{container}/{name}", f"this is {name}")
    page.reload()
    expect(page.get_by_role("link", name="letter.txt")).to_be_visible()
    return container


def delete(page: Page, name: str, for_good: bool = False) -> None:
    row_menu(page, name, "Delete")
    dialog = page.get_by_role("dialog")
    if for_good:
        dialog.get_by_label("Delete for good").check()
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


def open_trash(page: Page) -> None:
    open_rail(page, "Files")
    page.get_by_role("navigation", name="Files").get_by_role("link", name="Trash").click()
    expect(page.get_by_role("link", name="Trash")).to_have_attribute("aria-current", "page")


def test_deleted_things_are_restored_from_the_trash(page: Page, files: str, look):
    delete(page, "letter.txt")
    delete(page, "photos")
    open_trash(page)
    look(page, "trash")
    page.get_by_role("link", name=files, exact=True).click()
    page.get_by_role("link", name="letter.txt").click()
    look(page, "trash-file")
    page.get_by_role("complementary", name="letter.txt").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("letter.txt restored")).to_be_visible()
    row_menu(page, "photos", "Restore")
    expect(page.get_by_text("photos restored")).to_be_visible()

    page.goto(f"/ui/files/{files}")
    expect(page.get_by_role("link", name="letter.txt")).to_be_visible()
    page.get_by_role("link", name="photos", exact=True).click()
    row_menu(page, "harbour.txt", "Preview")
    expect(page.get_by_role("dialog").get_by_text("this is photos/harbour.txt")).to_be_visible()
    page.keyboard.press("Escape")


def test_all_of_a_container_is_restored_at_once(page: Page, files: str):
    delete(page, "letter.txt")
    delete(page, "photos")
    open_trash(page)
    row_menu(page, files, "Restore")
    expect(page.get_by_role("link", name=files, exact=True)).to_have_count(0)
    page.goto(f"/ui/files/{files}")
    for name in ["letter.txt", "photos"]:
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_trash_is_emptied(page: Page, files: str, look):
    delete(page, "letter.txt")
    open_trash(page)
    page.get_by_role("button", name="Empty trash").click()
    look(page, "empty-trash")
    page.get_by_role("dialog").get_by_role("textbox").fill("trash")
    page.get_by_role("dialog").get_by_role("button", name="Empty trash").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()
    look(page, "trash-empty")


def test_deleted_for_good_is_not_in_the_trash(page: Page, files: str):
    delete(page, "letter.txt", for_good=True)
    expect(page.get_by_text("letter.txt deleted for good")).to_be_visible()
    open_trash(page)
    expect(page.get_by_role("link", name=files, exact=True)).to_have_count(0)
