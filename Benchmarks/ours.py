"""Our side: a cloud or a testbed for the time of a measure."""
import contextlib
import os
import pathlib
import sqlite3
import sys
import urllib.parse

from harness.api import API
from harness.cloud import Cloud

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "EndToEnd" / "contract"))

from testbed import Testbed  # noqa: E402

# The base state's first user and a component, as the recordings' header says.
USER = "11111111-1111-4111-8111-111111111111"
USER_TOKEN = "user1-token-" + "A" * 31 + "1"
COMPONENT_TOKEN = "pithos-service-token"


@contextlib.contextmanager
def cloud(image=False):
    """A whole cloud of its own, whose user may store as much as fits. Without the tiny image nothing is made beside what
    is measured."""
    running = Cloud()
    running.options = [] if image else ["--no-image"]
    try:
        running.start()
        running.manage("user-modify", running.api.uuid, "--no-confirm", "--set-base-quota", "pithos.diskspace", "inf")
        yield running
    finally:
        running.remove()
        running.forget()


class BaseState:
    """A testbed in the base state: several users, components whose tokens are known, simulated machines."""

    user = USER
    user_token = USER_TOKEN
    component_token = COMPONENT_TOKEN

    def __init__(self, testbed):
        self.testbed = testbed
        self.url = testbed.url
        self.port = urllib.parse.urlsplit(testbed.url).port
        self.api = API(testbed.url, USER_TOKEN, USER)
        self.api.request("POST", "/testbed/reset?group=versions", {}, expect=204)

    @property
    def processes(self):
        return [self.testbed.process.pid]

    def image(self):
        """Registers an image, and returns its id."""
        self.api.put_container("images")
        self.api.put_object("images", "disk.diskdump", b"disk")
        answer = self.api.request("POST", "/cyclades/image/v1.0/images/", headers={
            "X-Image-Meta-Name": "Disk", "X-Image-Meta-Location": f"pithos://{USER}/images/disk.diskdump"}, expect=200)
        return answer.headers["x-image-meta-id"]

    def allow_servers(self, count):
        """Raises the user's limits so that `count` servers fit, behind the API's back."""
        # Beside it lies the base state, from which a reset makes the next one.
        (path,) = self.testbed.data.glob("state/state-*/databases/astakos.sqlite")
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as database, database:
            database.execute("UPDATE holdings SET uplimit = uplimit * ? WHERE holder = ?", (count, USER))


@contextlib.contextmanager
def testbed():
    with Testbed(os.environ["SYNNEFO_BIN"]) as running:
        yield BaseState(running)
