"""Content that no block store has seen: files whose blocks are all different, and new at will."""
import hashlib
import os
import time

from turns import Turn

BLOCK = 1 << 22
STAMP = 16


class Source:
    """A file of `size` bytes for uploads. A block store that keeps known blocks once would otherwise have it already."""

    def __init__(self, path, size):
        self.path, self.size = path, size
        block = os.urandom(BLOCK)
        with open(path, "wb") as file:
            for offset in range(0, size, BLOCK):
                file.write(memoryview(block)[:min(BLOCK, size - offset)])
        self.renew()

    def renew(self):
        """Makes every block one that never was; touches 16 bytes of each, so that it costs nothing."""
        with open(self.path, "r+b", buffering=0) as file:
            for offset in range(0, self.size, BLOCK):
                os.pwrite(file.fileno(), os.urandom(STAMP), offset)

    def hashes(self):
        """SHA-256 of each block, in hexadecimal digits."""
        with open(self.path, "rb") as file:
            return [hashlib.sha256(block).hexdigest() for block in iter(lambda: file.read(BLOCK), b"")]


def durable_write(directory, size):
    """Bytes a second of a sequential write that is on the disk in the end."""
    block = memoryview(os.urandom(BLOCK))
    path = directory / "written"
    started = time.perf_counter()
    with open(path, "wb", buffering=0) as file:
        for offset in range(0, size, BLOCK):
            file.write(block[:size - offset])
        os.fsync(file.fileno())
    passed = time.perf_counter() - started
    path.unlink()
    return Turn(size / passed)


def digest(algorithm, size):
    """Bytes a second of a digest on one processor."""
    block = memoryview(os.urandom(BLOCK))
    digesting = hashlib.new(algorithm)
    started = time.perf_counter()
    for offset in range(0, size, BLOCK):
        digesting.update(block[:size - offset])
    digesting.digest()
    return Turn(size / (time.perf_counter() - started))
