"""From a server's creation to the marker its guest prints, beside bare QEMU with the same disk and accelerator."""
import pathlib
import subprocess
import tempfile
import time

import ours
from goals import at_most_times
from harness.waiting import wait_for
from report import Row
from turns import Side, Turn, interleaved

MARKER = b"SYNNEFO-READY"
LIMIT_S = 180
# A turn boots two guests; more turns than this take minutes and say no more.
ROUNDS_MAX = 3


def marker_in(path):
    return path.exists() and MARKER in path.read_bytes()


def measure(rounds):
    with ours.cloud(image=True) as cloud, tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        image = cloud.tiny_image()
        account, container, name = image["location"].removeprefix("pithos://").split("/", 2)
        disk = scratch / "tiny.raw"
        disk.write_bytes(cloud.api.get_object(container, name, account=account).body)
        flavor = cloud.api.smallest_flavor()
        words = []

        def create():
            started = time.perf_counter()
            server = cloud.api.create_server("boot", image["id"]).json["server"]["id"]
            logs = []

            def booted():
                logs[:] = [path for path in cloud.data.rglob("serial.log") if marker_in(path)]
                return logs

            wait_for(booted, "the marker", LIMIT_S, 0.02)
            took = time.perf_counter() - started
            words[:] = next(iter(cloud.machines().values()))
            cloud.api.compute("DELETE", f"/servers/{server}", expect=204)
            wait_for(lambda: not cloud.machines(), "the machine to end", 60)
            wait_for(lambda: not list(cloud.data.rglob("serial.log")), "its files to go", 60)
            return Turn(took)

        def bare():
            serial = scratch / "serial.log"
            serial.unlink(missing_ok=True)
            overlay = scratch / "overlay.qcow2"
            started = time.perf_counter()
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", disk, overlay,
                            f"{flavor['disk']}G"], check=True)
            accelerator = words[words.index("-machine") + 1]
            process = subprocess.Popen(
                ["qemu-system-x86_64", "-machine", accelerator, "-cpu", words[words.index("-cpu") + 1],
                 "-smp", str(flavor["vcpus"]), "-m", str(flavor["ram"]), "-nodefaults", "-display", "none",
                 "-vga", "std", "-drive", f"file={overlay},format=qcow2,if=virtio", "-netdev", "user,id=n0",
                 "-device", "virtio-net-pci,netdev=n0,romfile=", "-serial", f"file:{serial}"],
                stdin=subprocess.DEVNULL)
            try:
                wait_for(lambda: marker_in(serial), "the marker", LIMIT_S, 0.02)
                return Turn(time.perf_counter() - started)
            finally:
                process.kill()
                process.wait()
                overlay.unlink()

        mine, peer = interleaved(min(rounds, ROUNDS_MAX), Side(create), Side(bare))
        yield Row("server create to boot marker", "s", mine,
                  "`POST /servers` with the tiny image until its serial line shows the marker; "
                  "`qemu-img create -b` and `qemu-system-x86_64` with the same image, size and accelerator",
                  [at_most_times(1.2, "bare QEMU")], {"bare QEMU": peer}, better="less")
