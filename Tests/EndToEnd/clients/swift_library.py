"""Drives python-swiftclient's Connection through what programs do with it: run by its own Python.

    swift_library.py AUTH_URL USER KEY

Prints `done` at the end; anything that goes another way is an exception.
"""
import hashlib
import io
import json
import sys

from swiftclient import Connection
from swiftclient.exceptions import ClientException

auth_url, user, key = sys.argv[1:]
swift = Connection(authurl=auth_url, user=user, key=key, retries=0)


def refused(status, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except ClientException as error:
        assert error.http_status == status, error
    else:
        raise AssertionError(f"{call.__name__}{arguments} should be {status}")


swift.put_container("library", {"X-Container-Meta-Kind": "test"})
assert swift.head_container("library")["x-container-meta-kind"] == "test"

# From a string, a file, a generator in chunks; what comes back is compared with its MD5.
content = b"0123456789" * 10_000
md5 = hashlib.md5(content).hexdigest()
assert swift.put_object("library", "text", content, content_type="text/plain") == md5
assert swift.put_object("library", "file", io.BytesIO(content), content_length=len(content)) == md5
assert swift.put_object("library", "chunks", iter([content[:7], content[7:]]), chunk_size=1000) == md5
refused(422, swift.put_object, "library", "wrong", content, etag="0" * 32)
refused(404, swift.put_object, "nowhere", "o", content)

headers, body = swift.get_object("library", "text")
assert body == content and headers["etag"] == md5 and headers["content-type"] == "text/plain"
headers, body = swift.get_object("library", "text", headers={"Range": "bytes=5-9"})
assert body == b"56789"
refused(416, swift.get_object, "library", "text", headers={"Range": f"bytes={len(content)}-"})
refused(304, swift.get_object, "library", "text", headers={"If-None-Match": md5})

swift.post_object("library", "text", {"X-Object-Meta-Name": "Ωμέγα"})
assert swift.head_object("library", "text")["x-object-meta-name"] == "Ωμέγα"
swift.copy_object("library", "text", "/library/folder/kopie ✓")
assert swift.get_object("library", "folder/kopie ✓")[1] == content

# Listings, page by page, to an empty page.
headers, objects = swift.get_container("library", full_listing=True, limit=2)
assert [entry["name"] for entry in objects] == ["chunks", "file", "folder/kopie ✓", "text"]
assert int(headers["x-container-object-count"]) == 4
assert swift.get_container("library", delimiter="/")[1][2] == {"subdir": "folder/"}
headers, containers = swift.get_account(full_listing=True)
assert "library" in [entry["name"] for entry in containers]

# A manifest whose segments are named wrongly tells which.
parts = [{"path": "/library/text", "etag": md5, "size_bytes": len(content)},
         {"path": "/library/file", "range": "0-9"}]
swift.put_object("library", "large", json.dumps(parts), query_string="multipart-manifest=put")
assert swift.get_object("library", "large")[1] == content + content[:10]
manifest = json.loads(swift.get_object("library", "large", query_string="multipart-manifest=get")[1])
assert manifest[1]["range"] == "0-9" and manifest[0]["hash"] == md5
parts[0]["etag"] = "0" * 32
refused(400, swift.put_object, "library", "bad", json.dumps(parts), query_string="multipart-manifest=put")

assert "slo" in swift.get_capabilities()
for name in ("text", "file", "chunks", "folder/kopie ✓", "large"):
    swift.delete_object("library", name)
refused(404, swift.delete_object, "library", "text")
swift.delete_container("library")
refused(404, swift.head_container, "library")
print("done")
