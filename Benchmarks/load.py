"""Tools that put load on a server: wrk, curl, and one keep-alive connection."""
import http.client
import re
import subprocess
import time


def wrk(url, *, seconds=5, connections=16, headers=None, script=None):
    """Requests a second that wrk reaches with one thread; fails when any answer was an error."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    words += [word for name, value in (headers or {}).items() for word in ("-H", f"{name}: {value}")]
    words += ["-s", str(script)] if script else []
    printed = subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(f"{url}: {printed}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", printed).group(1))


def curl_download(url, headers=()):
    """Bytes a second of one download to nowhere."""
    words = ["curl", "-sSf", "-o", "/dev/null", "-w", "%{speed_download}"]
    words += [word for header in headers for word in ("-H", header)]
    return float(subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout)


def curl_upload(url, path, headers=()):
    """Bytes a second of one upload, to the answer."""
    words = ["curl", "-sSf", "-o", "/dev/null", "-w", "%{time_total}", "-T", str(path)]
    words += [word for header in headers for word in ("-H", header)]
    size = path.stat().st_size
    return size / float(subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout)


def rate(count, act):
    """How often a second `act(number)` is done, one after another."""
    started = time.perf_counter()
    for index in range(count):
        act(index)
    return count / (time.perf_counter() - started)


class Connection:
    """One keep-alive connection, one request after another."""

    def __init__(self, host, port, headers=None):
        self.connection = http.client.HTTPConnection(host, port, timeout=60)
        self.headers = headers or {}

    def request(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body=body, headers={**self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
        return content

    def rate(self, count, method, path, body=None, headers=None):
        """Requests a second; `path` and `body` are functions of the request's number."""
        return rate(count, lambda index: self.request(method, path(index), body(index) if body else None, headers))

    def milliseconds(self, count, method, path, headers=None):
        """Median time of a request."""
        times = []
        for _ in range(count):
            started = time.perf_counter()
            self.request(method, path, None, headers)
            times.append((time.perf_counter() - started) * 1000)
        return sorted(times)[len(times) // 2]
