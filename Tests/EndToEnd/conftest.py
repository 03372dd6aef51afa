"""Fixtures of every end-to-end suite."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness.cloud import Cloud  # noqa: E402


@pytest.fixture(scope="session")
def cloud(request):
    """A cloud for a whole suite."""
    with Cloud().lent(request.session) as cloud:
        yield cloud.start()


@pytest.fixture(scope="session")
def api(cloud):
    """The cloud's APIs as its first user."""
    return cloud.api
