"""Fixtures of the clients' suite."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import files  # noqa: E402


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    """Files of 1 KiB, 9 MB and a sparse gigabyte: {name: path}."""
    return files.make(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def tiny_image_file(cloud, tmp_path_factory):
    """The disk of the cloud's own tiny image, as a file that a client may upload."""
    image = cloud.tiny_image()
    account, container, name = image["location"].removeprefix("pithos://").split("/", 2)
    path = tmp_path_factory.mktemp("image") / "tiny.diskdump"
    path.write_bytes(cloud.api.get_object(container, name, account=account).body)
    return path, image.get("properties", {})
