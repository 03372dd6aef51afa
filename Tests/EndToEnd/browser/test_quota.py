"""What one reads when nothing more can be had."""

import json
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from conftest import open_rail

REFUSED = {"overLimit": {"code": 413, "message": "Quota error: someone has not enough capacity of pithos.diskspace.", "details": ""}}


def test_no_size_fits(page: Page, look):
    def without_machines(route: Route) -> None:
        quotas = route.fetch().json()
        for resources in quotas.values():
            resources["cyclades.vm"]["limit"] = resources["cyclades.vm"]["usage"]
        route.fulfill(body=json.dumps(quotas))

    page.route("**/account/v1.0/quotas", without_machines)
    open_rail(page, "Machines")
    page.get_by_role("button", name="New machine").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Over your quota").first).to_be_visible()
    dialog.get_by_role("button", name="Create machine").click()
    expect(dialog.get_by_role("alert").get_by_text("None of the sizes fits")).to_be_visible()
    look(page, "no-size-fits")
    dialog.get_by_role("button", name="Cancel").click()


def test_upload_over_quota(page: Page, container: str, look, expected_errors: list[str], tmp_path: Path):
    expected_errors.append("status of 413")
    page.route("**/object-store/v1/**", lambda route: route.fulfill(status=413, body=json.dumps(REFUSED))
               if route.request.method == "PUT" else route.continue_())
    file = tmp_path / "too much.bin"
    file.write_bytes(b"too much")
    page.get_by_role("button", name="Upload", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Files…").click()
    chooser.value.set_files(str(file))
    expect(page.get_by_text("This is more than your quota has left.")).to_be_visible()
    look(page, "over-quota")
