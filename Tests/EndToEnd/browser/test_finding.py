"""Finding one of many: the filter of long lists, and the search that looks everywhere."""

from playwright.sync_api import Page, expect

from conftest import store

MANY = 30


def test_long_list_is_filtered(page: Page, container: str, look):
    for number in range(MANY):
        store(page, "PUT", f"{container}/report {number:02d}.txt", "x")
    page.reload()
    expect(page.get_by_role("link", name="report 29.txt")).to_be_visible()
    box = page.get_by_label("Filter files and folders by name")
    box.fill("REPORT 07")
    expect(page.get_by_role("link", name="report")).to_have_count(1)
    look(page, "filtered")
    page.get_by_label("Select all").check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    box.fill("nowhere")
    expect(page.get_by_text("Nothing here has this name.")).to_be_visible()
    box.fill("")
    expect(page.get_by_role("link", name="report")).to_have_count(MANY)


def test_search_opens_a_file_deep_in_a_container(page: Page, container: str, look):
    store(page, "PUT", f"{container}/ταξίδι/ημέρα 1/θάλασσα 🌊.txt", "sea")
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("θάλασσα")
    expect(page.get_by_role("option", name="θάλασσα 🌊.txt")).to_be_visible()
    look(page, "search-file")
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="θάλασσα 🌊.txt")).to_be_visible()
    expect(page.get_by_role("heading", name="ημέρα 1", level=1)).to_be_visible()
    page.get_by_role("button", name="Colours").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="θάλασσα 🌊.txt")).to_have_count(0)
