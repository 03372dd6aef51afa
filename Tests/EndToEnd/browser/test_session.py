"""Signing out, sessions that ended, and tokens that changed behind the page's back."""

from urllib.parse import quote

from playwright.sync_api import Page, expect

from conftest import TOKEN_COOKIE, fill_sign_in, open_rail


def test_sign_out(own_session: Page):
    page = own_session
    page.get_by_role("button", name="your account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto("/ui/machines")
    expect(page.get_by_label("Password")).to_be_visible()
    fill_sign_in(page)
    expect(page.get_by_role("heading", name="Machines", level=1)).to_be_visible()


def test_session_that_ended_leads_to_sign_in_and_back(page: Page):
    """The page finds out by itself, at the latest when it asks for changes the next time."""
    open_rail(page, "Files")
    page.context.clear_cookies()
    expect(page.get_by_label("Password")).to_be_visible(timeout=20_000)
    fill_sign_in(page)
    expect(page.get_by_role("heading", name="Files", level=1)).to_be_visible()


def test_token_that_changed_is_taken_over(page: Page, base_url: str, expected_errors: list[str]):
    """As after a renewal in another browser: the session goes on, and gives the page the current token."""
    expected_errors.append("status of 401")
    (current,) = [cookie for cookie in page.context.cookies() if cookie["name"] == TOKEN_COOKIE]
    page.context.add_cookies([{"name": TOKEN_COOKIE, "value": quote("nobody|outdated"), "url": base_url}])
    page.goto("/ui/files")
    expect(page.get_by_role("link", name="images", exact=True)).to_be_visible()
    (after,) = [cookie for cookie in page.context.cookies() if cookie["name"] == TOKEN_COOKIE]
    assert after["value"] == current["value"]


def test_token_that_stays_refused_ends_the_session(own_session: Page, expected_errors: list[str]):
    """An API that refuses the very token of the session: one sign-in page, no endless way to and fro."""
    page = own_session
    expected_errors.append("status of 401")
    page.route("**/account/v1.0/quotas", lambda route: route.fulfill(status=401, body="{}"))
    # The page may leave before it is loaded to the end.
    page.goto("/ui/usage", wait_until="commit")
    expect(page.get_by_label("Password")).to_be_visible()


def test_old_addresses_lead_to_the_pages(page: Page, base_url: str):
    for old, heading in [("/astakos/", "Hello"), ("/cyclades/ui/", "Machines"), ("/pithos/ui/", "Files"),
                         ("/astakos/ui/profile", "Account"), ("/astakos/ui/landing", "Hello")]:
        page.goto(old)
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def test_address_without_a_page(page: Page):
    page.goto("/ui/nowhere")
    expect(page.get_by_text("There is no such page")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="Hello", level=1)).to_be_visible()


def test_rail_marks_where_one_is(page: Page):
    open_rail(page, "Images")
    marked = page.get_by_role("navigation", name="Main").locator("[aria-current=page]")
    expect(marked).to_have_text("Images")
