"""OpenStack Swift on one node, from Debian's packages: proxy, account, container and object server, memcached."""
import os
import subprocess
import urllib.parse

from harness.api import API
from harness.cloud import free_port
from harness.waiting import wait_for

from peers.programs import Programs, answers

NAME = "OpenStack Swift 2.30"
FILTERS = ["catch_errors", "gatekeeper", "healthcheck", "listing_formats", "bulk", "dlo", "slo"]


class OpenStackSwift:
    """A running Swift with one device and one replica. `path` is the account's path, `token` its key."""

    def __enter__(self):
        self.programs = Programs("swift")
        self.programs.environment = {**os.environ, "SWIFT_DIR": str(self.etc)}
        try:
            return self._start()
        except BaseException:
            self.programs.end()
            raise

    @property
    def processes(self):
        return self.programs.processes

    @property
    def etc(self):
        return self.programs.home / "etc"

    @property
    def node(self):
        """Where the device is."""
        return self.programs.home / "node"

    def _start(self):
        home = self.programs.home
        for directory in (self.etc, self.node / "d1", home / "cache"):
            directory.mkdir(parents=True)
        (self.etc / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = x\nswift_hash_path_prefix = y\n"
                                             "[storage-policy:0]\nname = gold\ndefault = yes\n")
        cache_port = free_port()
        self.programs.start(["memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", str(cache_port), "-m", "32"])
        for name in ("account", "container", "object"):
            self._server(name, free_port())
        port = free_port()
        self._proxy(port, cache_port)
        self.url = f"http://127.0.0.1:{port}"
        wait_for(lambda: answers(f"{self.url}/healthcheck"), "OpenStack Swift to answer", 120)
        self.token, self.path = authenticate(f"{self.url}/auth/v1.0")
        return self

    def _server(self, name, port):
        home = self.programs.home
        (self.etc / f"{name}-server.conf").write_text(
            f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nuser = root\nswift_dir = {self.etc}\n"
            f"devices = {self.node}\nmount_check = false\ndisable_fallocate = true\nworkers = 1\n"
            f"recon_cache_path = {home}/cache\nlog_address = /dev/null\n"
            f"[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n")
        for words in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{port}/d1", "1"], ["rebalance"]):
            subprocess.run(["swift-ring-builder", f"{name}.builder", *words], cwd=self.etc, check=True,
                           capture_output=True, timeout=60)
        self.programs.start([f"swift-{name}-server", str(self.etc / f"{name}-server.conf")])

    def _proxy(self, port, cache_port):
        (self.etc / "proxy-server.conf").write_text(
            f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 1\nuser = root\n"
            f"swift_dir = {self.etc}\nlog_address = /dev/null\n"
            "[pipeline:main]\npipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk tempauth dlo slo "
            "proxy-server\n[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n"
            f"[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:{cache_port}\n"
            "[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = testing .admin\n"
            + "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n" for name in FILTERS))
        self.programs.start(["swift-proxy-server", str(self.etc / "proxy-server.conf")])

    def fill(self, container, names):
        """Puts objects that are listed and have no content into a container, by Swift's own code but not over its API,
        which takes 25 ms an object."""
        path = next(self.node.glob("d1/containers/**/*.db"))
        words = ["/usr/bin/python3", str(os.path.join(os.path.dirname(__file__), "fill_swift.py")), str(path),
                 self.path.rpartition("/")[2], container]
        subprocess.run(words, input="\n".join(names), text=True, check=True, env=self.programs.environment, timeout=300,
                       stdout=subprocess.DEVNULL)

    def __exit__(self, *_):
        self.programs.end()


def authenticate(url):
    """Token, and path of the account, as a Swift of any kind gives them to test:tester."""
    answer = API(url, "", "").request("GET", urllib.parse.urlsplit(url).path, expect=(200, 204), headers={
        "X-Auth-User": "test:tester", "X-Auth-Key": "testing"})
    return answer.headers["x-auth-token"], urllib.parse.urlsplit(answer.headers["x-storage-url"]).path
