"""Fixtures of the machines' suite."""
import pytest

from harness import guest


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """An SSH key pair of the test's: the private file and the public line."""
    return guest.new_key(tmp_path_factory.mktemp("key"))
