"""The program under test: `synnefo-testbed` on a free loopback port, started again should it die."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

# A debug build on a busy machine; an idle one takes a second.
START_TIMEOUT_S = 60

# A program that was built elsewhere shows this tree's pages. A crash is not to be told at length.
ENVIRONMENT = {"SYNNEFO_SHARE": str(pathlib.Path(__file__).resolve().parents[3]), **os.environ,
               "SWIFT_BACKTRACE": "enable=no"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Testbed:
    """A running testbed as a context; `base` names one that others started, `pithos` a folder with an object store
    that it begins with."""

    def __init__(self, directory, base=None, pithos=None):
        self.options = ["--pithos", pithos] if pithos else []
        self.url = base
        self.owned = base is None
        self.process = None
        self.rapi_log = None
        self.starts = 0
        self.program = pathlib.Path(directory or ".build/debug") / "synnefo-testbed"

    def __enter__(self):
        if self.owned:
            if not self.program.exists():
                raise SystemExit(f"{self.program} is not built (SYNNEFO_BIN names the directory of the programs)")
            self.data = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-contract."))
            self.rapi_log = self.data / "rapi.jsonl"
            self.rapi_log.touch()
            self.start()
        return self

    def __exit__(self, *_):
        if not self.owned:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def start(self):
        self.starts += 1
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = self.data / f"testbed-{self.starts}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [self.program, "--listen", f"127.0.0.1:{port}", "--data", self.data / "state",
                 "--rapi-log", self.rapi_log, *self.options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=ENVIRONMENT)
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # It answers, and that is all that is asked here.
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"synnefo-testbed did not start:\n{self.tail()}")

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def ensure(self):
        """Starts the testbed again when it died, and says how."""
        if self.owned and self.process.poll() is not None:
            print(f"synnefo-testbed ended with {self.process.returncode}:\n{self.tail()}\nstarted again", flush=True)
            self.start()
