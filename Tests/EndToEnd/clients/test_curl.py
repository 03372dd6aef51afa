"""curl, for what people put into scripts."""
import hashlib
import json

import pytest

import files
import programs


@pytest.fixture(scope="module")
def curl(cloud):
    """Runs curl in the account of the cloud's user: the last word is a path below it. Returns what was printed."""

    def run(*words, token=True, **more):
        *words, path = words
        header = ["-H", f"X-Auth-Token: {cloud.api.token}"] if token else []
        url = path if path.startswith("http") else f"{cloud.url}/pithos/object-store/v1/{cloud.api.uuid}/{path}"
        return programs.run(["curl", "-sS", "--fail-with-body", "--max-time", "120", *header, *words, url], **more).stdout

    run("-X", "PUT", "curl")
    return run


def status(curl, *words, **more):
    return curl("-o", "/dev/null", "-w", "%{http_code}", *words, check=False, **more)


@pytest.mark.parametrize("name", [files.SMALL, files.MEDIUM])
def test_uploads_and_downloads_the_same(curl, samples, tmp_path, name):
    curl("-T", samples[name], "-H", "Content-Type: a/b", f"curl/{name}")
    back = tmp_path / "back"
    curl("-o", back, f"curl/{name}")
    assert files.digest(back) == files.digest(samples[name])


def test_streams_what_has_no_length(curl, cloud, samples):
    """From a pipe, so in chunks."""
    path = samples[files.MEDIUM]
    script = 'cat "$1" | curl -sS --fail -T - -H "X-Auth-Token: $2" -H "Content-Type: a/b" "$3"'
    programs.run(["sh", "-c", script, "sh", path, cloud.api.token, cloud.url + cloud.api.object_path("curl", "piped")])
    assert f"etag: {hashlib.md5(path.read_bytes()).hexdigest()}" in curl("-I", "curl/piped").lower()


def test_resumes_a_download(curl, samples, tmp_path):
    curl("-T", samples[files.MEDIUM], "-H", "Content-Type: a/b", "curl/resumed")
    part = tmp_path / "part"
    part.write_bytes(samples[files.MEDIUM].read_bytes()[:5_000_000])
    curl("-C", "-", "-o", part, "curl/resumed")
    assert files.digest(part) == files.digest(samples[files.MEDIUM])


def test_asks_for_several_ranges(curl):
    curl("-X", "PUT", "-H", "Content-Type: text/plain", "-d", "0123456789", "curl/digits")
    assert curl("-r", "2-4", "curl/digits") == "234"
    parts = curl("-r", "0-1,8-", "curl/digits")
    assert "Content-Range: bytes 0-1/10" in parts and "Content-Range: bytes 8-9/10" in parts
    assert status(curl, "-r", "10-", "curl/digits") == "416"


def test_asks_again_only_for_what_changed(curl, tmp_path):
    curl("-X", "PUT", "-H", "Content-Type: text/plain", "-d", "x", "curl/known")
    tag = tmp_path / "tag"
    curl("--etag-save", tag, "-o", "/dev/null", "curl/known")
    assert status(curl, "-H", f"If-None-Match: {tag.read_text().strip()}", "curl/known") == "304"
    copy = tmp_path / "copy"
    curl("-R", "-o", copy, "curl/known")
    assert status(curl, "-z", copy, "curl/known") == "304"


def test_sends_a_form(curl, samples, cloud):
    printed = curl("-F", f"X-Object-Data=@{samples[files.MEDIUM]};type=a/b", f"curl/form?X-Auth-Token={cloud.api.token}",
                   token=False)
    assert printed == hashlib.md5(samples[files.MEDIUM].read_bytes()).hexdigest()
    assert "content-type: a/b" in curl("-I", "curl/form").lower()


def test_changes_a_part(curl):
    curl("-X", "PUT", "-H", "Content-Type: text/plain", "-d", "0123456789", "curl/part")
    data = ["-X", "POST", "-H", "Content-Type: application/octet-stream"]
    curl(*data, "-H", "Content-Range: bytes 2-3/*", "-d", "xy", "curl/part?update")
    curl(*data, "-H", "Content-Range: bytes */*", "-d", "tail", "curl/part?update")
    assert curl("curl/part") == "01xy456789tail"
    assert len(json.loads(curl("curl/part?version=list"))["versions"]) == 3


def test_gives_and_takes_a_public_link(curl):
    curl("-X", "PUT", "-H", "Content-Type: text/plain", "-H", "X-Object-Public: true", "-d", "seen by all", "curl/link")
    head = curl("-I", "curl/link")
    link = next(line.split(": ", 1)[1].strip() for line in head.splitlines() if line.lower().startswith("x-object-public"))
    assert curl(link, token=False) == "seen by all"
    curl("-X", "POST", "-H", "X-Object-Public: false", "curl/link?update")
    assert status(curl, link, token=False) == "404"


def test_lists_in_every_form(curl):
    curl("-X", "PUT", "-H", "Content-Type: text/plain", "-d", "x", "curl/list%20%CF%86%3C%26%F0%9F%98%80")
    name = "list φ<&😀"
    assert name in curl("curl").splitlines()
    assert name in [entry["name"] for entry in json.loads(curl("curl?format=json"))]
    assert "<name>list φ&lt;&amp;😀</name>" in curl("-H", "Accept: application/xml", "curl")


def test_speaks_http_1_0(curl):
    curl("-X", "PUT", "-H", "Content-Type: text/plain", "-d", "old", "curl/old")
    assert curl("-0", "curl/old") == "old"
