"""A whole cloud of its own: `synnefo up` with a data directory and a port that nobody else uses."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

from .api import API
from .waiting import wait_for

# A debug build on a busy machine takes its time.
START_TIMEOUT_S = 60
# Downloads Debian's kernel when no image is in the cache.
IMAGE_TIMEOUT_S = 240
STOP_TIMEOUT_S = 60
ROOT = pathlib.Path(__file__).resolve().parents[3]


def program(name="synnefo"):
    """Path of a built program: from the directory SYNNEFO_BIN, or else the debug build."""
    directory = pathlib.Path(os.environ.get("SYNNEFO_BIN") or ROOT / ".build" / "debug")
    path = directory / name
    assert path.exists(), f"{path} is not built (SYNNEFO_BIN names the directory of the programs)"
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cloud:
    """A cloud that is started, stopped, killed and started again over one data directory.

    Lies in a short directory of its own: the machines' control sockets must stay under 107 bytes."""

    def __init__(self, **settings):
        """`settings` are given by their names and override everything else: COMMISSION_GRACE=5."""
        # A program that was built elsewhere shows this tree's pages. A crash is not to be told at length.
        self.environment = {"SYNNEFO_SHARE": str(ROOT), **os.environ, "SWIFT_BACKTRACE": "enable=no"}
        self.configure(**settings)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-test."))
        self.data = self.directory / "data"
        self.port = free_port()
        self.process = None
        self.starts = 0
        # More words for `synnefo up`.
        self.options = []

    @contextlib.contextmanager
    def lent(self, session):
        """This cloud for a fixture's tests, then gone. When one of them fails its directory stays to be looked at."""
        failures = session.testsfailed
        try:
            yield self
        finally:
            self.remove()
        if session.testsfailed > failures:
            print(f"the cloud's data and logs: {self.directory}")
        else:
            self.forget()

    def configure(self, **settings):
        """Changes settings for starts and commands from now on."""
        self.environment |= {f"SYNNEFO_{name}": str(value) for name, value in settings.items()}

    def start(self, timeout_s=START_TIMEOUT_S):
        """Starts the cloud and waits until it says that it is ready; returns itself."""
        self.spawn()
        return self.await_ready(timeout_s)

    def spawn(self):
        """Starts the cloud and does not wait."""
        self.starts += 1
        self.log = self.directory / f"up-{self.starts}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program(), "up", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", *self.options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=self.environment,
                start_new_session=True)

    def await_ready(self, timeout_s=START_TIMEOUT_S):
        """Waits until a spawned cloud says that it is ready, and reads how to log in; returns itself."""
        wait_for(self._ready, "the cloud to be ready", timeout_s, 0.05)
        self.credentials = json.loads((self.data / "credentials.json").read_text())
        self.auth_url = self.credentials["auth_url"].rstrip("/")
        self.url = self.auth_url.removesuffix("/astakos/identity/v2.0")
        self.api = API(self.url, self.credentials["token"], self.credentials["uuid"])
        return self

    def _ready(self):
        text = self.log.read_text(errors="replace")
        if self.process.poll() is not None:
            raise AssertionError(f"`synnefo up` ended with {self.process.returncode}:\n{text[-4000:]}")
        return any(line.startswith("ready:") for line in text.splitlines())

    def kill(self):
        """Ends the cloud without a warning, as power loss or the kernel would."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Stops the cloud in order; its machines go on."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"SIGTERM did not end the cloud within {STOP_TIMEOUT_S} s:\n{self.tail()}")

    def tail(self, lines=40):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def manage(self, command, *arguments):
        """Runs a management command on this cloud's data, returns what it printed."""
        words = [program(), "manage", command, *arguments, "--data", self.data]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=self.environment,
                              stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def add_user(self, email, password):
        """Makes somebody who can log in."""
        self.manage("user-add", email, "Grace", "Hopper", "--password", password)
        (user,) = json.loads(self.manage("user-show", email, "--output-format", "json"))
        self.manage("user-modify", user["id"], "--verify", "--accept")

    def other_user(self, name):
        """Makes another user, who is let in at once; returns the APIs as that user."""
        email, password = f"{name}@example.org", f"{name}-password-1"
        self.add_user(email, password)
        form = urllib.parse.urlencode({"username": email, "password": password})
        cookies = self.api.request("POST", "/astakos/ui/local", form, {
            "Content-Type": "application/x-www-form-urlencoded"}, expect=302).headers["set-cookie"]
        uuid, token = urllib.parse.unquote(cookies.split("_pithos2_a=")[1].split(";")[0]).split("|")
        return API(self.url, token, uuid)

    def component_token(self, name):
        """The token that a component calls with."""
        lines = self.manage("component-list").splitlines()
        return next(words[-1] for words in map(str.split, lines) if name in words)

    def machines(self):
        """QEMU processes that work on this cloud's data: {process id: command line}."""
        found = {}
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            except OSError:
                continue
            if "qemu-system" in words[0] and any(str(self.data) in word for word in words):
                found[int(entry.name)] = words
        return found

    def remove(self):
        """Ends everything that this cloud started, machines too."""
        try:
            self.stop()
        finally:
            for process in self.machines():
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            wait_for(lambda: not self.machines(), "the machines to end", 20)

    def forget(self):
        """Removes the cloud's directory, its logs too."""
        shutil.rmtree(self.directory, ignore_errors=True)

    def tiny_image(self):
        """The bootable image that a new cloud makes for itself, as the image service lists it."""

        def found():
            return [image for image in self.api.images() if "tiny" in image["name"].lower()]

        return wait_for(found, "the tiny image", IMAGE_TIMEOUT_S, 0.5)[0]

    def wait_status(self, server, status, timeout_s=180):
        """Waits until a server has a status and returns it; an ERROR on the way fails at once."""
        started = time.monotonic()

        def reached():
            current = self.api.server(server)
            assert current["status"] != "ERROR" or status == "ERROR", \
                f"server {server} is in ERROR after {time.monotonic() - started:.0f} s: {current}\n{self.tail()}"
            return current if current["status"] == status else None

        return wait_for(reached, f"server {server} to be {status}", timeout_s, 0.3)
