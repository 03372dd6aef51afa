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


# Folders of a tree and files in each.
TREE_FOLDERS, TREE_FILES_A_FOLDER = 50, 100
TREE_FILES = TREE_FOLDERS * TREE_FILES_A_FOLDER
# Greek, emoji, both spellings of an accent, and what URLs and shells take for their own.
TREE_NAMES = ("φάκελος", "😀 smile", "caf\u00e9", "cafe\u0301", "a b", "100%", "x#y?z", "plus+", "semi;colon", "…")


def make_tree(directory):
    """Writes some thousand small files, many of them with the same content."""
    for folder in range(TREE_FOLDERS):
        place = directory / f"{TREE_NAMES[folder % len(TREE_NAMES)]} {folder}"
        place.mkdir(parents=True)
        for number in range(TREE_FILES_A_FOLDER):
            (place / f"{TREE_NAMES[number % len(TREE_NAMES)]} {number}").write_bytes(b"%d" % folder * (number % 7 * 50))


def change_tree(directory):
    """Adds, changes, moves and removes some files; returns by how many there are more."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file())
    for path in paths[::400]:
        path.write_bytes(b"changed " + path.name.encode())
    for path in paths[1::500]:
        path.unlink()
    for path in paths[2::500]:
        path.rename(path.with_name("moved " + path.name))
    for number in range(25):
        (directory / f"new {number}").write_bytes(b"new")
    return 25 - len(paths[1::500])


def tree(directory):
    """What is in a tree: {path: content}."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}
