"""Tools that put load on a server: wrk, curl, and one keep-alive connection of our own."""
import dataclasses
import http.client
import os
import pathlib
import subprocess
import time

from turns import Turn

SCRIPTS = pathlib.Path(__file__).resolve().parent / "wrk"
# The longest that one turn may take.
LIMIT_S = 120
# How long wrk waits for an answer that does not come within its usual time.
PATIENCE_S = 20


@dataclasses.dataclass
class Load:
    """What wrk found: requests a second, and the median latency in milliseconds."""

    requests: int
    rate: float
    median_ms: float

    @property
    def by_rate(self):
        return Turn(self.rate, self.requests)

    @property
    def by_latency(self):
        return Turn(self.median_ms, self.requests)


def wrk(url, script="same", *arguments, seconds=3, connections=16, headers=None):
    """Loads a server from one thread with requests that a script in wrk/ makes; fails when any answer was an error.

    Where not one is answered in `seconds`, it is tried once more for longer."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPTS / f"{script}.lua")]
    words += [word for name, value in (headers or {}).items() for word in ("-H", f"{name}: {value}")]
    printed = run([*words, url, "--", *map(str, arguments)], env={**os.environ, "WRK_SCRIPTS": str(SCRIPTS)})
    requests, microseconds, median, errors = map(int, printed.rpartition("FOUND ")[2].split())
    if not requests and not errors and seconds < PATIENCE_S:
        return wrk(url, script, *arguments, seconds=PATIENCE_S, connections=connections, headers=headers)
    if errors or not requests:
        raise RuntimeError(f"{url}: {requests} requests, {errors} errors: {printed}")
    return Load(requests, requests / (microseconds / 1e6), median / 1000)


def curl_download(url, headers=()):
    """Bytes a second of one download to nowhere."""
    return Turn(float(curl(url, "%{speed_download}", headers)))


def curl_upload(url, path, headers=()):
    """Bytes a second of one upload, to the answer."""
    size = path.stat().st_size
    return Turn(size / float(curl(url, "%{time_total}", headers, "-T", str(path))))


def curl(url, wanted, headers, *more):
    words = ["curl", "-sSf", "-o", "/dev/null", "-w", wanted, *more]
    words += [word for header in headers for word in ("-H", header)]
    return run([*words, url])


def run(words, env=None):
    """What a program printed; fails with what it complained of, or when it takes too long."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=LIMIT_S, env=env, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr or done.stdout}")
    return done.stdout


class Connection:
    """One keep-alive connection, one request after another."""

    def __init__(self, host, port, headers=None):
        self.connection = http.client.HTTPConnection(host, port, timeout=LIMIT_S)
        self.headers = headers or {}

    def request(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body=body, headers={**self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
        return content


def rate(count, act, requests=1):
    """How often a second `act(number)` is done, one after another; each makes so many requests."""
    started = time.perf_counter()
    for index in range(count):
        act(index)
    return Turn(count / (time.perf_counter() - started), count * requests)
