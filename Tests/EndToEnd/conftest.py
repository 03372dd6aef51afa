"""Fixtures of every end-to-end suite."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness.cloud import Cloud  # noqa: E402


@pytest.fixture(scope="session")
def cloud(request):
    """A cloud for a whole suite. After a failure its directory stays to be looked at."""
    cloud = Cloud()
    try:
        yield cloud.start()
    finally:
        cloud.remove()
    if request.session.testsfailed:
        print(f"the cloud's data and logs: {cloud.directory}")
    else:
        cloud.forget()


@pytest.fixture(scope="session")
def api(cloud):
    """The cloud's APIs as its first user."""
    return cloud.api
