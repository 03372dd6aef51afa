"""A machine as it is really used: the key from the page opens SSH, the console takes what is typed, power goes off and on."""

import os
import re
import secrets
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from conftest import CONSOLE_MS, BOOT_MS, credentials, open_rail, row_menu
from harness import guest

# Pixels that are not black on the console's canvas: what is typed adds some.
COUNT_LIT = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Uint32Array(data.buffer).reduce((count, pixel) => count + ((pixel & 0xffffff) !== 0), 0);
}"""
# A letter has dozens of pixels, the cursor that blinks fewer than twenty.
TYPED = "letters typed into the console"
LIT_BY_TYPING = 300


def test_machine_with_a_key(page: Page, look, tmp_path: Path):
    key, public = guest.new_key(tmp_path)
    name = f"machine-{secrets.token_hex(3)}"
    before = machines_in_use(page)
    start_with_key(page, name, public)
    panel = page.get_by_role("complementary", name=name)
    expect(panel.get_by_text("Running")).to_be_visible()
    assert machines_in_use(page) == before + 1

    open_rail(page, "Machines")
    page.get_by_role("link", name=name, exact=True).click()
    login = panel.get_by_role("group", name="Log in with SSH").inner_text()
    user, host, port = re.fullmatch(r"ssh -p (\d+) (\w+)@([\d.]+)", login).group(2, 3, 1)
    assert guest.ssh_when_up((host, port), key, "hostname", user=user).strip() == name

    type_into_console(page, look, panel)
    reboot(page, panel)
    expect(panel.get_by_text("Running")).to_be_visible()
    assert guest.ssh_when_up((host, port), key, "hostname", user=user).strip() == name

    panel.get_by_role("button", name="Stop").click()
    expect(panel.get_by_text("Stopped")).to_be_visible(timeout=BOOT_MS)
    expect(panel.get_by_role("group", name="Log in with SSH")).to_have_count(0)
    look(page, "machine-stopped")
    keeps_its_size(page, panel)
    panel.get_by_role("button", name="Start").click()
    expect(panel.get_by_text("Running")).to_be_visible(timeout=BOOT_MS)
    login = panel.get_by_role("group", name="Log in with SSH").inner_text()
    port = re.search(r"-p (\d+)", login).group(1)
    assert guest.ssh_when_up((host, port), key, "hostname", user=user).strip() == name

    rename(page, panel, name, f"{name}-renamed")
    delete(page, without_name(page, f"{name}-renamed"))
    assert machines_in_use(page) == before
    delete_key(page, "test")


def machines_in_use(page: Page) -> int:
    """What the usage page counts as machines."""
    open_rail(page, "Usage")
    bar = page.get_by_role("progressbar", name="Machines")
    expect(bar).to_be_visible()
    return int(re.search(r"(\d+) of \d+", bar.locator("xpath=..").inner_text()).group(1))


def start_with_key(page: Page, name: str, public: str) -> None:
    """Gives the public key in the dialog of the new machine; it is kept among the keys."""
    open_rail(page, "Machines")
    page.get_by_role("button", name="New machine").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile(os.environ.get("IMAGE", "tiny"), re.IGNORECASE)).first.check(force=True)
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_text("Add an SSH key").or_(dialog.get_by_text("Use another key")).click()
    dialog.get_by_label("Public key").fill(public)
    dialog.get_by_role("button", name="Create machine").click()
    expect(page.get_by_role("heading", name=f"{name} is running")).to_be_visible(timeout=BOOT_MS)
    page.get_by_role("button", name="Done").click()


def type_into_console(page: Page, look, panel: Locator) -> None:
    """The guest has booted: it greets, and shows what is typed, by key and by the box for text."""
    panel.get_by_role("button", name="Console").click()
    screen = page.get_by_role("region", name="Screen of the machine").locator("canvas")
    expect(screen).to_be_visible(timeout=CONSOLE_MS)
    greeted = wait_for_lit(page, screen, LIT_BY_TYPING)
    screen.click()
    page.keyboard.type(TYPED)
    typed = wait_for_lit(page, screen, greeted + LIT_BY_TYPING)
    page.get_by_role("button", name="Type text into the machine").click()
    page.get_by_role("dialog").get_by_label("Text").fill(TYPED)
    page.get_by_role("dialog").get_by_role("button", name="Type", exact=True).click()
    wait_for_lit(page, screen, typed + LIT_BY_TYPING)
    look(page, "console-typed")
    page.get_by_role("link", name=re.compile("^Back to")).click()


def wait_for_lit(page: Page, screen: Locator, least: int) -> int:
    """Waits until the screen has so many lit pixels and stands still; returns how many."""
    last = -1
    for _ in range(CONSOLE_MS // 500):
        lit = screen.evaluate(COUNT_LIT)
        if lit >= least and abs(lit - last) < 40:
            return lit
        last = lit
        page.wait_for_timeout(500)
    raise AssertionError(f"the console has {last} lit pixels, expected {least}")


def reboot(page: Page, panel: Locator) -> None:
    panel.get_by_role("button", name="Restart").click()
    expect(panel.get_by_text("Restarting")).to_be_visible()
    expect(panel.get_by_text("Running")).to_be_visible(timeout=BOOT_MS)


def rename(page: Page, panel: Locator, name: str, to: str) -> None:
    panel.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill(to)
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("link", name=to, exact=True)).to_be_visible()


def keeps_its_size(page: Page, panel: Locator) -> None:
    """Also when new machines cannot have it any more."""
    offers = "**/flavors/detail"
    page.route(offers, lambda route: route.fulfill(json={"flavors": []}))
    page.reload()
    expect(panel.get_by_text(re.compile(r"\d CPU, .* memory, .* disk"))).to_be_visible()
    page.unroute(offers)
    page.reload()


def without_name(page: Page, name: str) -> str:
    """Takes a machine's name away, as other clients can; returns what the page calls it then."""
    page.get_by_role("link", name=name, exact=True).click()
    number = page.url.rsplit("/", 1)[1]
    answer = page.context.request.put(f"/cyclades/compute/v2.0/servers/{number}",
                                      headers={"X-Auth-Token": credentials(page)[1]}, data={"server": {"name": " "}})
    assert answer.ok, answer.text()
    return f"Machine {number}"


def delete(page: Page, name: str) -> None:
    row_menu(page, name, "Delete")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(name)
    dialog.get_by_role("button", name="Delete machine").click()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0, timeout=CONSOLE_MS)


def delete_key(page: Page, name: str) -> None:
    open_rail(page, "Keys")
    row_menu(page, name, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete key").click()
    expect(page.get_by_role("row", name=name)).to_have_count(0)
