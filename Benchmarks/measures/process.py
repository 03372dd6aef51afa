"""How soon the cloud answers, and how much memory it takes when nobody asks."""
import pathlib
import statistics
import time
import urllib.error
import urllib.request

from harness.cloud import Cloud
from report import Row

IDLE_S = 10


def resident_mb(process):
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("no VmRSS")


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200
    except OSError:
        return False


def measure(rounds):
    cloud = Cloud().start()
    try:
        times = []
        for _ in range(rounds):
            cloud.stop()
            started = time.perf_counter()
            cloud.spawn()
            while not answers(f"{cloud.url}/healthz"):
                time.sleep(0.002)
            times.append(time.perf_counter() - started)
            cloud.await_ready()
        took = statistics.median(times)
        yield Row("start-up to the first answer", "s", took, "under 1 s", took < 1,
                  "`synnefo up` on a cloud that exists, until `/healthz` answers")
        cloud.api.quota("cyclades.vm")
        cloud.api.servers()
        cloud.api.put_container("idle")
        time.sleep(IDLE_S)
        memory = resident_mb(cloud.process.pid)
        yield Row("memory of the idle cloud", "MB", memory, "under 100 MB", memory < 100,
                  f"VmRSS of the one process, {IDLE_S} s after its last request")
    finally:
        cloud.remove()
        cloud.forget()
