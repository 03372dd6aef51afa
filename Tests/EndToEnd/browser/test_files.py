"""Files: folders, names with anything in them, taking a deletion back, and uploads that send only what is new."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from playwright.sync_api import Page, expect

from conftest import open_rail, picture, row_menu, setting, store, upload

LARGE_MIB = int(os.environ.get("LARGE_MIB", "300"))
LARGE_S = 240


def test_same_bytes_are_not_sent_again(page: Page, container: str, tmp_path: Path):
    content = os.urandom(5_000_000)
    first, second = tmp_path / "first.bin", tmp_path / "second.bin"
    first.write_bytes(content)
    second.write_bytes(content)
    upload(page, first)
    page.get_by_role("button", name="Close transfers").click()
    blocks: list[str] = []
    page.on("request", lambda request: blocks.append(request.url) if request.method == "POST" else None)
    upload(page, second)
    assert blocks == []


def test_folder_made_renamed_deleted_and_taken_back(page: Page, container: str, tmp_path: Path):
    page.get_by_role("button", name="New folder").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Größe & 50% – été")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    page.get_by_role("link", name="Größe & 50% – été").click()
    file = tmp_path / "notes #1?.txt"
    file.write_text("hello")
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    page.get_by_role("navigation", name="Folders").get_by_role("link", name=container).click()

    row_menu(page, "Größe & 50% – été", "Rename")
    page.get_by_role("dialog").get_by_label("Name").fill("sizes")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("link", name="sizes")).to_be_visible()
    expect(page.get_by_role("link", name="Größe & 50% – été")).to_have_count(0)

    row_menu(page, "sizes", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("link", name="sizes")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="sizes").click()
    row_menu(page, file.name, "Preview")
    expect(page.get_by_role("dialog").get_by_text("hello")).to_be_visible()
    page.keyboard.press("Escape")


def test_paths_that_a_browser_would_shorten(page: Page, container: str):
    """Other clients make them. A request for a/../kept must not go to kept, nor one for a/.. to the container."""
    for name in ["kept", "a/kept", "a%2F..%2Fkept", "a%2F%2Ftwice", "%2Ffirst", "a%2F..", "a%2F.%2Fhere"]:
        store(page, "PUT", f"{container}%2F{name}", "text")
    page.goto(f"/ui/files/{container}/a")
    for name in ["../kept", "/twice", "..", "./here"]:
        row_menu(page, name, "Delete")
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Delete for good").check()
        dialog.get_by_role("button", name="Delete", exact=True).click()
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="kept", exact=True)).to_be_visible()
    page.goto(f"/ui/files/{container}")
    expect(page.get_by_role("link", name="kept", exact=True)).to_be_visible()
    page.get_by_role("link", name="/first", exact=True).click()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("dialog").get_by_text("text")).to_be_visible()
    page.keyboard.press("Escape")


def test_names_that_only_look_like_others(page: Page, container: str):
    """U+202E turns what follows around: an exe looks like a picture."""
    store(page, "PUT", f"{container}/photo%E2%80%AEgpj.exe", "text")
    page.goto(f"/ui/files/{container}")
    expect(page.get_by_role("link", name="photogpj.exe", exact=True)).to_be_visible()
    row_menu(page, "photogpj.exe", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text(f"Nothing in {container} yet")).to_be_visible()


def test_types_that_are_none(page: Page, container: str):
    """Other clients may say anything about a file's type."""
    for kind in ["odd", "odd/", "/", "text/html", "application/vnd.oasis.opendocument.text"]:
        store(page, "PUT", f"{container}/{kind.replace('/', '-')}", "text", kind)
    page.goto(f"/ui/files/{container}")
    for name, word in [("odd", "Odd"), ("odd-", "Odd"), ("-", ""), ("text-html", "HTML"),
                       ("application-vnd.oasis.opendocument.text", "Application")]:
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
        expect(row.get_by_role("cell").nth(1)).to_have_text(word)


def test_public_link_opens_without_signing_in(page: Page, browser, container: str, tmp_path: Path):
    file = tmp_path / "for everybody.txt"
    file.write_text("read me")
    upload(page, file)
    row_menu(page, file.name, "Share")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a public link").click()
    link = dialog.get_by_role("group", name="Public link").inner_text()
    stranger = browser.new_context()
    answer = stranger.request.get(link)
    assert (answer.status, answer.text()) == (200, "read me")
    dialog.get_by_role("button", name="Withdraw link").click()
    expect(dialog.get_by_role("button", name="Make a public link")).to_be_visible()
    assert stranger.request.get(link).status == 404
    stranger.close()
    dialog.get_by_role("button", name="Done").click()


def test_several_files_and_a_folder_at_once(page: Page, look, container: str, tmp_path: Path):
    tree = tmp_path / "holiday"
    (tree / "day one").mkdir(parents=True)
    for name in ["map.txt", "day one/sea.txt", "day one/harbour.txt"]:
        (tree / name).write_text(name)
    several = [tmp_path / f"note {number}.txt" for number in range(5)]
    for file in several:
        file.write_text(file.name)
    upload(page, *several)
    page.get_by_role("button", name="Close transfers").click()
    for file in several:
        expect(page.get_by_role("link", name=file.name, exact=True)).to_be_visible()

    page.get_by_role("button", name="Upload", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="A folder…").click()
    chooser.value.set_files(str(tree))
    expect(page.get_by_role("heading", name="3 files uploaded")).to_be_visible()
    page.get_by_role("button", name="Close transfers").click()
    look(page, "files-several")
    page.get_by_role("link", name="holiday", exact=True).click()
    page.get_by_role("link", name="day one", exact=True).click()
    expect(page.get_by_role("link", name="harbour.txt", exact=True)).to_be_visible()


# A drop as a browser gives it: two entries can be read, a file and a folder cannot, and one file only until it is opened.
DROP = """(place) => {
  const refused = () => new DOMException("No", "NotReadableError");
  const file = (name) => ({ isFile: true, name, file: (take) => take(new File([name], name)) });
  const folder = (name, children) => ({ isFile: false, name, createReader: () => {
    const batches = [children, []];
    return { readEntries: (take, fail) => (children ? take(batches.shift()) : fail(refused())) };
  } });
  const gone = new File(["gone"], "gone.txt");
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(refused()) });
  const locked = { isFile: true, name: "locked.txt", file: (take, fail) => fail(refused()) };
  const late = { isFile: true, name: "gone.txt", file: (take) => take(gone) };
  const entries = [locked, file("first.txt"), folder("closed", null), folder("open", [locked, file("second.txt")]), late];
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const items = entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry }));
  Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items } });
  place.dispatchEvent(event);
}"""


def test_drop_with_entries_that_cannot_be_read(page: Page, look, container: str):
    page.get_by_text(f"Nothing in {container} yet").evaluate(DROP)
    notice = page.get_by_role("alert")
    expect(notice.get_by_text("3 entries could not be read")).to_be_visible()
    expect(notice.get_by_text("locked.txt, closed, open/locked.txt")).to_be_visible()
    expect(page.get_by_role("heading", name="1 upload failed")).to_be_visible()
    expect(page.get_by_text("The file could not be read.")).to_be_visible()
    expect(page.get_by_role("link", name="first.txt", exact=True)).to_be_visible()
    look(page, "files-unreadable")
    page.get_by_role("link", name="open", exact=True).click()
    expect(page.get_by_role("link", name="second.txt", exact=True)).to_be_visible()


def test_large_file_shows_its_progress(page: Page, look, container: str, tmp_path: Path):
    large = tmp_path / "large.bin"
    digest = hashlib.sha256()
    with large.open("wb") as out:
        for _ in range(LARGE_MIB // 4):
            piece = os.urandom(4 << 20)
            digest.update(piece)
            out.write(piece)
    page.get_by_role("button", name="Upload", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Files…").click()
    chooser.value.set_files(str(large))
    bar = page.get_by_role("region", name="Transfers").get_by_role("progressbar", name="All uploads")
    expect(bar).to_be_visible()
    seen = set()
    done = page.get_by_role("heading", name="1 file uploaded")
    for _ in range(LARGE_S * 5):
        if done.is_visible():
            break
        seen.add(bar.evaluate_all("(bars) => bars.map((bar) => Math.floor(bar.value))[0] ?? 100"))
        if len(seen) == 10:
            picture(page, "large-under-way")
        page.wait_for_timeout(200)
    expect(done).to_be_visible()
    assert len(seen) >= 5, f"the progress was only ever {seen}"
    page.get_by_role("button", name="Close transfers").click()
    page.get_by_role("link", name=large.name).click()
    with page.expect_download(timeout=LARGE_S * 1_000) as download:
        page.get_by_role("complementary", name=large.name).get_by_role("button", name="Download", exact=True).click()
    assert hashlib.sha256(Path(download.value.path()).read_bytes()).digest() == digest.digest()


def test_container_made_and_deleted(page: Page):
    name = f"browser-test-{secrets.token_hex(4)}"
    open_rail(page, "Files")
    page.get_by_role("button", name="New container").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    open_rail(page, "Files")
    row_menu(page, name, "Delete")
    page.get_by_role("dialog").get_by_role("textbox").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Delete container").click()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_moved_to_a_folder_and_copied_back(page: Page, container: str, tmp_path: Path):
    file = tmp_path / "letter.txt"
    file.write_text("dear all")
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    page.get_by_role("button", name="New folder").click()
    page.get_by_role("dialog").get_by_label("Name").fill("post")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    expect(page.get_by_role("link", name="post", exact=True)).to_be_visible()

    row_menu(page, file.name, "Move")
    page.get_by_role("dialog").get_by_role("button", name="post").click()
    page.get_by_role("dialog").get_by_role("button", name="Move here").click()
    expect(page.get_by_role("link", name=file.name)).to_have_count(0)
    page.get_by_role("link", name="post", exact=True).click()
    expect(page.get_by_role("link", name=file.name)).to_be_visible()

    row_menu(page, file.name, "Copy")
    page.get_by_role("dialog").get_by_role("button", name="Back").click()
    page.get_by_role("dialog").get_by_role("button", name="Copy here").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name=file.name)).to_be_visible()
    page.get_by_role("navigation", name="Folders").get_by_role("link", name=container).click()
    expect(page.get_by_role("link", name=file.name)).to_be_visible()


def test_old_version_is_restored(page: Page, look, container: str, tmp_path: Path):
    file = tmp_path / "draft.txt"
    for text in ["first words", "second thoughts"]:
        file.write_text(text)
        upload(page, file)
        page.get_by_role("button", name="Close transfers").click()
    page.get_by_role("link", name=file.name).click()
    panel = page.get_by_role("complementary", name=file.name)
    look(page, "versions")
    panel.get_by_role("button", name="Restore").first.click()
    expect(page.get_by_text("The old version is the current one again")).to_be_visible()
    panel.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("dialog").get_by_text("first words")).to_be_visible()
    look(page, "preview")
    page.keyboard.press("Escape")


def test_sharing_names_who_is_unknown(page: Page, look, container: str, tmp_path: Path):
    file = tmp_path / "plan.txt"
    file.write_text("a plan")
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    row_menu(page, file.name, "Share")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Only you can see it.")).to_be_visible()
    for email, answer in [("nobody@nowhere.example", "Nobody here has this e-mail address."), (setting("USERNAME"), "This is you.")]:
        dialog.get_by_label("E-mail of the person").fill(email)
        dialog.get_by_role("button", name="Share", exact=True).click()
        expect(dialog.get_by_text(answer)).to_be_visible()
    dialog.get_by_role("button", name="Make a public link").click()
    expect(dialog.get_by_role("group", name="Public link")).to_be_visible()
    look(page, "sharing")
    dialog.get_by_role("button", name="Done").click()


def test_usage_counts_what_is_stored(page: Page, container: str, tmp_path: Path):
    before = stored(page)
    file = tmp_path / "ten.bin"
    file.write_bytes(os.urandom(10 << 20))
    open_rail(page, "Files")
    page.get_by_role("link", name=container, exact=True).click()
    upload(page, file)
    page.get_by_role("button", name="Close transfers").click()
    assert stored(page) == before + 10


def stored(page: Page) -> int:
    """Whole MiB of files, as the usage page says."""
    open_rail(page, "Usage")
    bar = page.get_by_role("progressbar", name="Files")
    expect(bar).to_be_visible()
    amount, unit = re.search(r"(\d+)(?:\.\d)? (MiB|bytes) of", bar.locator("xpath=..").inner_text()).groups()
    return int(amount) if unit == "MiB" else 0
