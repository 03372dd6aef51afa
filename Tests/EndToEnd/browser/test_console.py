"""The console's page where there is no console."""

import json

from playwright.sync_api import Page, expect

STOPPED = {"id": 987654, "name": "still", "status": "STOPPED", "metadata": {}, "attachments": []}


def test_machine_that_is_not_there(page: Page, expected_errors: list[str]):
    expected_errors.append("status of 404")
    page.goto("/ui/machines/987654/console")
    expect(page.get_by_text("This page could not be shown")).to_be_visible()
    expect(page).to_have_title("Console of machine 987654 · " + page.title().split(" · ")[-1])
    assert " · " in page.title()


def test_keys_and_text_are_not_lost_without_a_word(page: Page, look, expected_errors: list[str]):
    expected_errors.append("status of 400")
    page.route("**/servers/987654", lambda route: route.fulfill(json={"server": STOPPED}))
    page.route("**/servers/987654/action", lambda route: route.fulfill(status=400, body=json.dumps(
        {"badRequest": {"code": 400, "message": "The machine is off.", "details": ""}})))
    page.goto("/ui/machines/987654/console")
    expect(page.get_by_text("The console could not be opened")).to_be_visible()
    told = page.get_by_text("The console is not connected, so nothing was sent.")
    page.get_by_role("button", name="Type text into the machine").click()
    expect(told).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("menuitem", name="Ctrl + Alt + Delete").click()
    expect(told).to_have_count(2)
    look(page, "console-not-connected")
