"""A newcomer's first quarter of an hour: log in, upload a file, start a machine, look at its console, delete it."""

import hashlib
import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from conftest import BOOT_MS, CONSOLE_MS, open_rail, picture, row_menu, setting, sign_in, upload


# Colours on the console's canvas: an empty screen has one.
COUNT_COLOURS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def test_login_refuses_a_wrong_password(visitor: Page, look):
    visitor.goto("/ui/machines")
    look(visitor, "login")
    visitor.get_by_label("E-mail").fill(setting("USERNAME"))
    visitor.get_by_label("Password").fill("not the password")
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.get_by_role("alert")).to_be_visible()
    look(visitor, "login-refused")


def test_sign_in_has_the_colour_of_the_pages(visitor: Page):
    accent = "getComputedStyle(document.querySelector('button.primary, a.brand .icon')).getPropertyValue('--accent')"
    visitor.goto("/")
    before = visitor.evaluate(accent)
    sign_in(visitor)
    assert before and visitor.evaluate(accent) == before


def test_newcomer(page: Page, look, container: str, tmp_path: Path):
    open_rail(page, "Overview")
    look(page, "overview")
    upload_and_fetch(page, look, container, tmp_path)
    name = start_machine(page, look)
    open_console(page, look, name)
    delete_machine(page, look, name)


def upload_and_fetch(page: Page, look, container: str, tmp_path: Path) -> None:
    """Nine megabytes go up in three blocks and come back as they were."""
    content = os.urandom(9_000_000)
    file = tmp_path / "nine megabytes.bin"
    file.write_bytes(content)
    open_rail(page, "Files")
    page.get_by_role("link", name=container).click()
    look(page, "files-empty")
    upload(page, file)
    picture(page, "uploaded")
    page.get_by_role("button", name="Close transfers").click()
    page.get_by_role("link", name=file.name).click()
    panel = page.get_by_role("complementary", name=file.name)
    with page.expect_download() as download:
        panel.get_by_role("button", name="Download", exact=True).click()
    got = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(got).digest() == hashlib.sha256(content).digest()
    expect(panel.get_by_text("9,000,000 bytes")).to_be_visible()
    look(page, "file")


def start_machine(page: Page, look) -> str:
    """Two clicks would do; the image is chosen so that any cloud can run this."""
    open_rail(page, "Machines")
    page.get_by_role("button", name="New machine").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile(os.environ.get("IMAGE", "tiny"), re.IGNORECASE)).first.check(force=True)
    name = dialog.get_by_label("Name", exact=True).input_value()
    assert name
    look(page, "new-machine")
    dialog.get_by_role("button", name="Create machine").click()
    expect(page.get_by_role("group", name="Password of")).to_be_visible()
    picture(page, "machine-being-made")
    page.get_by_role("button", name="Show Password of").click()
    expect(page.get_by_role("group", name="Password of")).to_have_text(re.compile(r"^[A-Za-z0-9]{8,}$"))
    expect(page.get_by_role("heading", name=f"{name} is running")).to_be_visible(timeout=BOOT_MS)
    page.get_by_role("button", name="Done").click()
    panel = page.get_by_role("complementary", name=name)
    expect(panel.get_by_text("Running")).to_be_visible()
    look(page, "machine-running")
    return name


def open_console(page: Page, look, name: str) -> None:
    page.get_by_role("complementary", name=name).get_by_role("button", name="Console").click()
    screen = page.get_by_role("region", name="Screen of the machine").locator("canvas")
    expect(screen).to_be_visible(timeout=CONSOLE_MS)
    for _ in range(CONSOLE_MS // 500):
        if screen.evaluate(COUNT_COLOURS) > 1:
            break
        page.wait_for_timeout(500)
    assert screen.evaluate(COUNT_COLOURS) > 1, "the console stayed empty"
    look(page, "console")
    page.get_by_role("link", name=f"Back to {name}").click()


def delete_machine(page: Page, look, name: str) -> None:
    open_rail(page, "Machines")
    row_menu(page, name, "Delete")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete machine").click()
    expect(dialog).to_be_visible()
    look(page, "delete-machine")
    dialog.get_by_role("textbox").fill(name)
    dialog.get_by_role("button", name="Delete machine").click()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0, timeout=60_000)
    look(page, "machines")
