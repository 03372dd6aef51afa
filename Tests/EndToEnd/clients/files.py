"""Files that clients send and receive."""
import hashlib
import random

KIBIBYTE = 1024
GIBIBYTE = 1 << 30
# What each file is called, and how long it is: less than a block, some blocks, many blocks.
SMALL, MEDIUM, SPARSE = "small.bin", "medium.bin", "sparse.bin"
LENGTHS = {SMALL: KIBIBYTE, MEDIUM: 9_000_000, SPARSE: GIBIBYTE}


def make(directory):
    """Writes the three files, the same each time; the gigabyte is mostly holes. Returns {name: path}."""
    noise = random.Random(14)
    paths = {name: directory / name for name in LENGTHS}
    paths[SMALL].write_bytes(noise.randbytes(LENGTHS[SMALL]))
    paths[MEDIUM].write_bytes(noise.randbytes(LENGTHS[MEDIUM]))
    with open(paths[SPARSE], "wb") as file:
        for place in (0, 300 << 20, (700 << 20) + 12345):
            file.seek(place)
            file.write(noise.randbytes(100_000))
        file.truncate(LENGTHS[SPARSE])
    return paths


def digest(path):
    """SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
