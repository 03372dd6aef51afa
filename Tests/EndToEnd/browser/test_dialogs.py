"""A dialog that asked the server for something stays until the answer is there: it may hold what is told only once."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from conftest import open_rail

PASSWORD = "shown-only-once"
MADE = {"id": 987654, "name": "slow", "status": "BUILD", "progress": 0, "metadata": {"users": "root"}, "attachments": [],
        "addresses": {}, "flavor": {"id": 1}, "image": {"id": "none"}, "created": "2020-01-01T00:00:00+00:00",
        "updated": "2020-01-01T00:00:00+00:00", "adminPass": PASSWORD}
ACCOUNTS = "one two three four five six seven"


@pytest.fixture
def held(page: Page) -> list[Route]:
    """What the page asks to have made, for as long as the test likes."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            routes.append(route)
        else:
            route.continue_()

    for address in ["**/compute/v2.0/servers", "**/userdata/keys"]:
        page.route(address, hold)
    return routes


def wait_for_request(page: Page, held: list[Route]) -> Route:
    for _ in range(100):
        if held:
            return held.pop()
        page.wait_for_timeout(50)
    raise AssertionError("nothing was asked of the server")


def try_to_close(page: Page, dialog: Locator) -> None:
    """In all the ways there are."""
    for button in dialog.get_by_role("button").all():
        expect(button).to_be_disabled()
    for _ in range(3):
        page.keyboard.press("Escape")
    page.mouse.click(5, 5)
    for _ in range(2):
        page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    expect(dialog).to_be_visible()


def test_password_of_a_machine_is_not_lost(page: Page, held: list[Route], expected_errors: list[str]):
    expected_errors += ["status of 404", "status of 413"]
    open_rail(page, "Machines")
    page.get_by_role("button", name="New machine").first.click()
    dialog = page.get_by_role("dialog")
    create = dialog.get_by_role("button", name="Create machine")
    create.click()
    refused = wait_for_request(page, held)
    try_to_close(page, dialog)
    refused.fulfill(status=413, body=json.dumps({"overLimit": {"code": 413, "message": "Too many.", "details": ""}}))
    expect(dialog.get_by_role("alert").get_by_text("Too many.")).to_be_visible()
    expect(create).to_be_focused()
    expect(dialog.get_by_role("button", name="Close")).to_be_enabled()

    create.click()
    accepted = wait_for_request(page, held)
    try_to_close(page, dialog)
    # As a phone's way back does, which no page can refuse.
    dialog.evaluate("(element) => element.close()")
    expect(dialog).to_be_visible()
    accepted.fulfill(status=202, json={"server": MADE})
    expect(page.get_by_role("heading", name="slow is being made")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Show Password of").click()
    expect(page.get_by_role("group", name="Password of")).to_have_text(PASSWORD)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_private_half_of_a_key_is_not_lost(page: Page, held: list[Route]):
    open_rail(page, "Keys")
    page.get_by_role("button", name="Add key").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a new pair").click()
    expect(dialog.get_by_text("A pair was made")).to_be_visible()
    dialog.get_by_role("button", name="Add key").click()
    route = wait_for_request(page, held)
    try_to_close(page, dialog)
    route.fulfill(json={"id": 987654, "fingerprint": "aa:bb", "uri": "", **route.request.post_data_json})
    expect(page.get_by_role("button", name="Show Private key")).to_be_visible()
    page.get_by_role("button", name="I have saved it").click()


def test_escape_closes_a_dialog_that_waits_for_nothing(page: Page):
    open_rail(page, "Keys")
    page.get_by_role("button", name="Add key").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_accounts_that_get_no_key_are_named(page: Page):
    def with_accounts(route: Route) -> None:
        images = route.fetch().json()
        for image in images:
            image["properties"] = {"users": ACCOUNTS}
        route.fulfill(json=images)

    page.route(re.compile("/images/detail"), with_accounts)
    open_rail(page, "Machines")
    page.get_by_role("button", name="New machine").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Only the first 5 accounts of this image get the keys. These do not: six, seven.")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
