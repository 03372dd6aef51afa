"""The object store's files, as something that befalls them would reach them, and uploads by hashmap."""
import hashlib
import json
import os
import time

from harness.waiting import wait_for

BLOCK_SIZE = 4 * 1024 * 1024


def hashes(data):
    """Names of the blocks of some content, in order."""
    blocks = [data[start:start + BLOCK_SIZE] for start in range(0, len(data), BLOCK_SIZE)]
    return [hashlib.sha256(block.rstrip(b"\0")).hexdigest() for block in blocks]


class Files:
    """Blocks and maps of a cloud's object store."""

    def __init__(self, cloud):
        self.root = cloud.data / "pithos"

    def block(self, name):
        return self.root / "blocks" / name[:2] / name[2:4] / name[4:6] / name

    def there(self, name):
        """Its file, once it has its name: short ones get it soon after their upload was answered."""
        path = self.block(name)
        wait_for(path.exists, f"block {name} in its place", 10)
        return path

    def flip_bit(self, name):
        with open(self.there(name), "r+b") as file:
            middle = os.fstat(file.fileno()).st_size // 2
            file.seek(middle)
            byte = file.read(1)[0]
            file.seek(middle)
            file.write(bytes([byte ^ 0x10]))

    def truncate(self, name, length):
        os.truncate(self.there(name), length)

    def remove(self, name):
        self.there(name).unlink()

    def quarantined(self):
        folder = self.root / ".quarantine"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def age(self):
        """Makes every file look as if nobody had touched it for three days. Not while uploads run: who relies on a file
        touches it, and that must not be undone."""
        then = time.time() - 3 * 86400
        for folder in ("blocks", "maps", ".retired"):
            for directory, _, names in os.walk(self.root / folder):
                for name in names:
                    os.utime(os.path.join(directory, name), (then, then))


def put_hashmap(api, container, name, data):
    """Uploads as clients with a hashmap do: the names first, then what is missing, then the names again."""
    path = f"{api.object_path(container, name)}?hashmap&format=json"
    names = hashes(data)
    body = json.dumps({"bytes": len(data), "hashes": names})
    for _ in range(3):
        answer = api.request("PUT", path, body, {"Content-Type": "application/octet-stream"}, expect=(201, 409))
        if answer.status == 201:
            return
        for missing in answer.json:
            start = names.index(missing) * BLOCK_SIZE
            api.request("POST", f"{api.object_path(container)}?update&format=json", data[start:start + BLOCK_SIZE],
                        {"Content-Type": "application/octet-stream"}, expect=202)
    raise AssertionError(f"{name}: blocks that were just uploaded are missing")
