"""What every browser test stands on: a logged-in page, pictures of its steps, and no silent errors."""

import contextlib
import os
import re
import secrets
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, TimeoutError, expect, sync_playwright

from harness.cloud import Cloud

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]

BOOT_MS = int(os.environ.get("BOOT_SECONDS", "180")) * 1_000
CONSOLE_MS = 60_000
PICTURE_MS = 10_000
# Longest that a single test may take: the slowest one boots a machine four times.
TEST_S = 2 * BOOT_MS // 1_000 + 240

# A page asks which blocks the server lacks and the server answers 409; browsers log that as an error.
EXPECTED_CONSOLE = re.compile(r"status of 409")

TOKEN_COOKIE = "_pithos2_a"
AXE = Axe().axe_script
# What axe-core finds, with the elements; nothing of what is well.
VIOLATIONS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]);
}"""


def setting(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        pytest.exit(f"{name} is not set, see README.md", returncode=2)
    return value


def pytest_collection_modifyitems(items):
    """No test may hold up the suite: one that hangs is ended, and the next one begins."""
    for item in items:
        item.add_marker(pytest.mark.timeout(TEST_S))


@pytest.fixture(scope="session")
def base_url() -> str:
    return setting("BASE_URL").rstrip("/")


@contextlib.contextmanager
def cloud_of_its_own(prepare=lambda cloud: None):
    """For tests of a module that may do to it what others could not stand. `prepare` is given it before its start."""
    cloud = Cloud()
    try:
        prepare(cloud)
        cloud.start()
        yield cloud
    finally:
        cloud.remove()
    cloud.forget()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=setting("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def expected_errors() -> list[str]:
    """A test that provokes errors adds here, piece by piece, what the browser's console may say of them."""
    return []


@pytest.fixture
def visitor(browser, base_url, expected_errors) -> Page:
    """A page of somebody who is not logged in. Errors in its console fail the test."""
    context = browser.new_context(
        base_url=base_url, viewport=WIDE, color_scheme="light", reduced_motion="reduce", accept_downloads=True
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: problems.append(f"console: {message.text}")
        if message.type == "error" and not EXPECTED_CONSOLE.search(message.text)
        else None,
    )
    yield page
    context.close()
    assert [each for each in problems if not any(piece in each for piece in expected_errors)] == []


@pytest.fixture(scope="session")
def cookies(browser, base_url) -> list[dict]:
    """Of one session of the user, for all tests that do not end theirs."""
    context = browser.new_context(base_url=base_url)
    sign_in(context.new_page())
    found = context.cookies()
    context.close()
    return found


@pytest.fixture
def page(visitor, cookies) -> Page:
    """A page of the user, on the overview."""
    visitor.context.add_cookies(cookies)
    visitor.goto("/ui")
    expect(visitor.get_by_role("navigation", name="Main")).to_be_visible()
    return visitor


@pytest.fixture
def own_session(visitor) -> Page:
    """The same, for a test that ends the session."""
    sign_in(visitor)
    return visitor


def sign_in(page: Page, person: str = "USERNAME", password: str = "PASSWORD") -> None:
    page.goto("/")
    fill_sign_in(page, person, password)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def fill_sign_in(page: Page, person: str = "USERNAME", password: str = "PASSWORD") -> None:
    """`person` and `password` are the names of the settings."""
    page.get_by_label("E-mail").fill(setting(person))
    page.get_by_label("Password").fill(setting(password))
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def look(request):
    """Takes the page's picture in both widths and schemes, and checks each with axe-core and for sideways scrolling."""

    def take(page: Page, name: str) -> None:
        for viewport, scheme in LOOKS:
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(100)
            where = f"{name} at {viewport['width']} {scheme}"
            picture(page, f"{name}-{viewport['width']}-{scheme}")
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= viewport["width"], f"{where} scrolls sideways: {width}"
            if page.evaluate("typeof axe") == "undefined":
                page.evaluate(AXE)
            found = page.evaluate(VIOLATIONS)
            assert found == [], f"{where}: {found}"
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    return take


def picture(page: Page, name: str) -> None:
    directory = os.environ.get("SCREENSHOTS")
    if directory:
        Path(directory).mkdir(parents=True, exist_ok=True)
        capture(page, Path(directory) / f"{name}.png")


def capture(page: Page, path: Path) -> None:
    """Headless Chromium now and then loses the frame a picture waits for, and the picture would wait for ever. Another
    size makes it draw a new one."""
    for _ in range(2):
        try:
            page.screenshot(path=path, timeout=PICTURE_MS)
            return
        except TimeoutError:
            size = page.viewport_size
            page.set_viewport_size({**size, "height": size["height"] + 1})
            page.wait_for_timeout(200)
            page.set_viewport_size(size)
    page.screenshot(path=path)


@pytest.fixture
def container(page) -> str:
    """A container of the test's own, open in the page, deleted at the end."""
    name = f"browser-test-{secrets.token_hex(4)}"
    store(page, "PUT", name)
    page.goto(f"/ui/files/{name}")
    expect(page.get_by_text(f"Nothing in {name} yet")).to_be_visible()
    yield name
    # A folder is deleted with all below it only where it has a marker.
    store(page, "PUT", f"trash/{name}")
    for path in [f"trash/{name}?delimiter=/", f"{name}?delimiter=/", name]:
        store(page, "DELETE", path)


def store(page: Page, method: str, path: str, body: str | None = None, kind: str = "text/plain") -> None:
    """Asks the object store as the person who looks at the page; `path` begins with the container, and may be
    percent-encoded."""
    account, token = credentials(page)
    answer = page.context.request.fetch(f"/pithos/object-store/v1/{account}/{quote(path, safe='/?=%')}", method=method,
                                        data=body, headers={"X-Auth-Token": token, "Content-Type": kind})
    assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"


def credentials(page: Page) -> tuple[str, str]:
    """UUID and token of the person who looks at the page."""
    (cookie,) = [each["value"] for each in page.context.cookies() if each["name"] == TOKEN_COOKIE]
    account, token = unquote(cookie).split("|")
    return account, token


def open_rail(page: Page, name: str) -> None:
    """Goes to a page by its name in the rail."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()


def row_menu(page: Page, row: str, action: str) -> None:
    """Chooses from the menu of a table's row."""
    page.get_by_role("button", name=f"Actions for {row}", exact=True).click()
    page.get_by_role("menuitem", name=action, exact=True).click()


def upload(page: Page, *files: Path) -> None:
    """Uploads by the button, and waits until the dock says that it is done."""
    page.get_by_role("button", name="Upload", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Files…").click()
    chooser.value.set_files([str(file) for file in files])
    count = "1 file" if len(files) == 1 else f"{len(files)} files"
    expect(page.get_by_role("heading", name=f"{count} uploaded")).to_be_visible(timeout=60_000)
