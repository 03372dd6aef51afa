"""OpenStack Swift on one node, from Debian's packages: proxy, account, container and object server, memcached."""
import http.client
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.parse
import urllib.request

from harness.cloud import free_port
from harness.waiting import wait_for

FILTERS = ["catch_errors", "gatekeeper", "healthcheck", "listing_formats", "bulk", "dlo", "slo"]


class OpenStackSwift:
    """A running Swift with one device and one replica. `path` is the account's path, `token` its key."""

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-swift."))
        self.etc = self.home / "etc"
        for directory in (self.etc, self.home / "node" / "d1", self.home / "cache"):
            directory.mkdir(parents=True)
        (self.etc / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = x\nswift_hash_path_prefix = y\n"
                                             "[storage-policy:0]\nname = gold\ndefault = yes\n")
        self.processes = []
        self.environ = {**os.environ, "SWIFT_DIR": str(self.etc)}
        cache_port = free_port()
        self._start(["memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", str(cache_port), "-m", "32"])
        for name in ("account", "container", "object"):
            self._server(name, free_port())
        self.port = free_port()
        self._proxy(cache_port)
        wait_for(self._healthy, "OpenStack Swift to answer", 120)
        self._authenticate()
        return self

    def _start(self, words):
        log = open(self.home / f"{pathlib.Path(words[0]).name}.log", "wb")
        self.processes.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environ))
        log.close()

    def _server(self, name, port):
        (self.etc / f"{name}-server.conf").write_text(
            f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nuser = root\nswift_dir = {self.etc}\n"
            f"devices = {self.home}/node\nmount_check = false\ndisable_fallocate = true\nworkers = 1\n"
            f"recon_cache_path = {self.home}/cache\nlog_address = /dev/null\n"
            f"[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n")
        for words in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{port}/d1", "1"], ["rebalance"]):
            subprocess.run(["swift-ring-builder", f"{name}.builder", *words], cwd=self.etc, check=True,
                           capture_output=True)
        self._start([f"swift-{name}-server", str(self.etc / f"{name}-server.conf")])

    def _proxy(self, cache_port):
        (self.etc / "proxy-server.conf").write_text(
            f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {self.port}\nworkers = 1\nuser = root\n"
            f"swift_dir = {self.etc}\nlog_address = /dev/null\n"
            "[pipeline:main]\npipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk tempauth dlo slo "
            "proxy-server\n[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n"
            f"[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:{cache_port}\n"
            "[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = testing .admin\n"
            + "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n" for name in FILTERS))
        self._start(["swift-proxy-server", str(self.etc / "proxy-server.conf")])

    def _healthy(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthcheck", timeout=2).status == 200
        except OSError:
            return False

    def _authenticate(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/auth/v1.0", headers={"X-Auth-User": "test:tester", "X-Auth-Key": "testing"})
        answer = connection.getresponse()
        self.token = answer.headers["X-Auth-Token"]
        self.path = urllib.parse.urlsplit(answer.headers["X-Storage-Url"]).path
        connection.close()

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
