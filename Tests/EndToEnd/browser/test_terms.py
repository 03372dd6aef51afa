"""Terms of use are published: whoever signs in reads them and agrees first."""

import pytest
from playwright.sync_api import Page, expect

from conftest import cloud_of_its_own, fill_sign_in


@pytest.fixture(scope="module")
def own_cloud():
    """A cloud of its own: nobody gets past the terms."""
    with cloud_of_its_own() as cloud:
        yield cloud


@pytest.fixture
def base_url(own_cloud) -> str:
    return own_cloud.url


@pytest.fixture
def terms(own_cloud, tmp_path):
    """Publishes terms; a script in them must not run."""

    def publish(name: str) -> None:
        path = tmp_path / f"όροι {name}.html"
        path.write_text(f"<h1>{name}</h1><script>parent.document.title = 'taken over'</script><p>Be kind.</p>")
        own_cloud.manage("term-add", str(path))

    return publish


@pytest.fixture
def reader(visitor, own_cloud, monkeypatch, expected_errors) -> Page:
    monkeypatch.setenv("USERNAME", own_cloud.credentials["username"])
    monkeypatch.setenv("PASSWORD", own_cloud.credentials["password"])
    expected_errors += ["Blocked script execution"]
    return visitor


def heading(page: Page):
    return page.get_by_role("heading", name="Terms of use", level=1)


def agree(page: Page) -> None:
    page.get_by_label("I agree with these terms").check()
    page.get_by_role("button", name="Continue").click()


def test_who_signs_in_agrees_first(reader: Page, terms, look):
    terms("First")
    reader.goto("/ui/files")
    fill_sign_in(reader)
    expect(heading(reader)).to_be_visible()
    expect(reader.frame_locator("iframe").get_by_role("heading", name="First")).to_be_visible()
    expect(reader).to_have_title("Terms of use · Synnefo")
    look(reader, "terms")

    reader.goto("/ui")
    expect(heading(reader)).to_be_visible()
    agree(reader)
    expect(reader.get_by_role("navigation", name="Main")).to_be_visible()


def test_terms_that_change_while_they_are_read_are_shown_again(reader: Page, terms):
    terms("Second")
    reader.goto("/")
    fill_sign_in(reader)
    expect(reader.frame_locator("iframe").get_by_role("heading", name="Second")).to_be_visible()
    terms("Third")
    agree(reader)
    expect(reader.get_by_text("The terms changed while you were reading.")).to_be_visible()
    expect(reader.frame_locator("iframe").get_by_role("heading", name="Third")).to_be_visible()
    agree(reader)
    expect(reader.get_by_role("navigation", name="Main")).to_be_visible()
