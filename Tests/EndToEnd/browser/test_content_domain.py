"""Users' content on a host of its own: a browser goes there by the log-in, and a page of a user's can do nothing."""

import urllib.parse

import pytest
from playwright.sync_api import Page, expect

from conftest import cloud_of_its_own

SCRIPT = b"""<!doctype html><title>before</title><h1>Hello from a page</h1>
<script>document.title = "ran"; document.body.append(document.cookie)</script>"""


@pytest.fixture(scope="module")
def own_cloud():
    """A cloud at 127.0.0.1 whose users' content is at localhost."""

    def prepare(cloud):
        cloud.configure(PITHOS_UNSAFE_DOMAIN=f"localhost:{cloud.port}")
        cloud.options = ["--no-image"]

    with cloud_of_its_own(prepare) as cloud:
        cloud.api.put_container("views")
        headers = {"Content-Type": "text/html", "X-Object-Public": "true"}
        cloud.api.request("PUT", cloud.api.object_path("views", "page.html"), SCRIPT, headers, 201)
        yield cloud


@pytest.fixture(scope="module")
def base_url(own_cloud) -> str:
    return own_cloud.url


def view(cloud, host="localhost"):
    return f"http://{host}:{cloud.port}/pithos/ui/view/{cloud.api.uuid}/views/page.html"


def test_view_by_way_of_the_log_in(visitor: Page, own_cloud, expected_errors: list[str]):
    """The form's answer leads to the other host: the policy of the log-in page has to let it."""
    expected_errors += ["sandboxed"]
    page = visitor
    page.goto(view(own_cloud, "127.0.0.1"))
    page.get_by_label("E-mail").fill(own_cloud.credentials["username"])
    page.get_by_label("Password").fill(own_cloud.credentials["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Hello from a page")).to_be_visible()
    place = urllib.parse.urlsplit(page.url)
    assert place.hostname == "localhost" and "access_token=" in place.query
    assert page.title() == "before", "the page's script ran"
    assert {cookie["domain"] for cookie in page.context.cookies()} == {"127.0.0.1"}

    # Again at once, without a form; a token that is not good leads round once more.
    page.goto(view(own_cloud))
    expect(page.get_by_role("heading", name="Hello from a page")).to_be_visible()
    page.goto(view(own_cloud) + "?access_token=outdated")
    expect(page.get_by_role("heading", name="Hello from a page")).to_be_visible()
    assert "outdated" not in page.url


def test_public_link(visitor: Page, own_cloud, expected_errors: list[str]):
    expected_errors += ["sandboxed"]
    path = own_cloud.api.object_path("views", "page.html")
    link = own_cloud.api.request("HEAD", path, expect=200).headers["x-object-public"]
    visitor.goto(f"{link}?disposition-type=inline")
    expect(visitor.get_by_role("heading", name="Hello from a page")).to_be_visible()
    assert urllib.parse.urlsplit(visitor.url).hostname == "localhost"
    assert visitor.title() == "before", "the page's script ran"


def test_error_is_a_page(visitor: Page, own_cloud, expected_errors: list[str]):
    """With its colours, though the pages are elsewhere; its button leads to them."""
    expected_errors += ["status of 403"]
    visitor.goto(view(own_cloud) + "?code=nonsense")
    expect(visitor.get_by_role("heading", name="Not allowed")).to_be_visible()
    visitor.get_by_role("link", name="Go to the overview").click()
    expect(visitor.get_by_label("Password")).to_be_visible()
    assert urllib.parse.urlsplit(visitor.url).hostname == "127.0.0.1"
