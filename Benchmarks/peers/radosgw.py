"""radosgw with its Swift API over Ceph, one monitor and one OSD that keeps objects in memory, from Debian's packages.

`tcp_nodelay=1` matters: without it every small answer waits 40 ms for an acknowledgement.
"""
import os
import pathlib
import shutil
import subprocess
import uuid

from harness.cloud import free_port
from harness.waiting import wait_for

from peers.openstack_swift import authenticate
from peers.programs import Programs, Unavailable

NAME = "radosgw 16.2, memstore"
PROGRAMS = ["ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"]
START_LIMIT_S = 60


class Radosgw:
    """A running radosgw. `path` is the account's path, `token` its key.

    Raises `Unavailable` where it does not start: it needs much of a machine, and is no peer that a goal names."""

    def __enter__(self):
        missing = [name for name in PROGRAMS if shutil.which(name) is None]
        if missing:
            raise Unavailable(f"not installed: {', '.join(missing)}")
        self.programs = Programs("radosgw")
        self.programs.environment = {**os.environ, "CEPH_CONF": str(self.home / "ceph.conf")}
        try:
            self._cluster()
            self._gateway()
        except (AssertionError, OSError, subprocess.SubprocessError) as reason:
            self.programs.end()
            raise Unavailable(str(reason)) from reason
        except BaseException:
            self.programs.end()
            raise
        return self

    @property
    def home(self):
        return self.programs.home

    @property
    def processes(self):
        return self.programs.processes

    def _run(self, *words):
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True, env=self.programs.environment,
                              timeout=START_LIMIT_S, cwd=self.home, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise OSError(f"{' '.join(map(str, words))}: {done.stderr[-500:]}")
        return done.stdout

    def _cluster(self):
        # An OSD whose uuid is another than the one the monitor knows stays "booting" for ever.
        cluster, device = uuid.uuid4(), uuid.uuid4()
        for name in ("mon", "osd0", "rgw", "run"):
            (self.home / name).mkdir()
        self.port = free_port()
        address = f"[v2:127.0.0.1:{free_port()},v1:127.0.0.1:{free_port()}]"
        (self.home / "ceph.conf").write_text(self._settings(cluster, address))
        keyring = self.home / "keyring"
        for words in (["--create-keyring", "-n", "mon.", "--cap", "mon", "allow *"],
                      ["-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *"],
                      ["-n", "osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *"],
                      ["-n", "client.rgw.a", "--cap", "mon", "allow rw", "--cap", "osd", "allow rwx"]):
            self._run("ceph-authtool", keyring, "--gen-key", *words)
        self._run("monmaptool", "--create", "--fsid", cluster, "--addv", "a", address, "monmap")
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", "monmap", "--keyring", keyring)
        self.programs.start(["ceph-mon", "-f", "-i", "a"])
        self._run("ceph", "--connect-timeout", START_LIMIT_S, "osd", "new", device)
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", device)
        self.programs.start(["ceph-osd", "-f", "-i", "0"])
        wait_for(lambda: "1 up" in self._run("ceph", "osd", "stat"), "the OSD to be up", START_LIMIT_S)

    def _gateway(self):
        self.programs.start(["radosgw", "-f", "-n", "client.rgw.a"])
        self._run("radosgw-admin", "user", "create", "--uid=test", "--display-name=Test")
        self._run("radosgw-admin", "subuser", "create", "--uid=test", "--subuser=test:tester", "--access=full")
        self._run("radosgw-admin", "key", "create", "--subuser=test:tester", "--key-type=swift", "--secret=testing")
        self.url = f"http://127.0.0.1:{self.port}"
        self.token, self.path = wait_for(self._authenticated, "radosgw to answer", START_LIMIT_S)

    def _authenticated(self):
        try:
            return authenticate(f"{self.url}/auth/1.0")
        except (OSError, AssertionError):
            return None

    def _settings(self, cluster, address):
        home = pathlib.Path(self.home)
        return f"""[global]
fsid = {cluster}
mon host = {address}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth allow insecure global id reclaim = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail warn = 1
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 2147483648
keyring = {home}/keyring
log file = {home}/$name.log
mon cluster log file = {home}/cluster.log
admin socket = {home}/run/$name.asok
pid file = {home}/run/$name.pid
run dir = {home}/run
mon data = {home}/mon
osd data = {home}/osd0
[client.rgw.a]
rgw data = {home}/rgw
rgw frontends = beast endpoint=127.0.0.1:{self.port} tcp_nodelay=1
rgw enable apis = swift, swift_auth
rgw thread pool size = 32
"""

    def __exit__(self, *_):
        self.programs.end()
