"""How soon the cloud answers, and how much memory it takes when nobody asks."""
import time

from goals import under
from harness.cloud import Cloud
from peers.programs import answers
from processes import memory_mb
from report import Row
from turns import Figure, Side, Turn, interleaved

IDLE_S = 10
START_LIMIT_S = 60


def measure(rounds):
    cloud = Cloud().start()
    cloud.tiny_image()

    def start():
        started = time.perf_counter()
        cloud.spawn()
        while not answers(f"{cloud.url}/healthz"):
            if time.perf_counter() - started > START_LIMIT_S:
                raise RuntimeError(f"no answer in {START_LIMIT_S} s:\n{cloud.tail()}")
            time.sleep(0.002)
        return Turn(time.perf_counter() - started)

    def stop():
        cloud.await_ready()
        cloud.stop()

    try:
        (took,) = interleaved(rounds, Side(start, prepare=stop))
        yield Row("start-up to the first answer", "s", took,
                  "`synnefo up` on a cloud that exists, until `/healthz` answers", [under(1, "s")], better="less")
        cloud.await_ready()
        cloud.api.quota("cyclades.vm")
        cloud.api.servers()
        cloud.api.put_container("idle")
        time.sleep(IDLE_S)
        yield Row("memory of the idle cloud", "MB", Figure(memory_mb(cloud.process.pid, "VmRSS")),
                  f"VmRSS of the one process, {IDLE_S} s after its last request", [under(100, "MB")], better="less")
    finally:
        cloud.remove()
        cloud.forget()
