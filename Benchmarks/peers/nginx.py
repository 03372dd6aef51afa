"""nginx from Debian, one worker, sendfile: what a download costs when nothing but bytes is wanted."""
import pathlib
import shutil
import subprocess
import tempfile

from harness.cloud import free_port
from harness.waiting import wait_for
import urllib.request


class Nginx:
    """A running nginx that serves `directory`."""

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="synnefo-nginx."))
        self.directory = self.home / "www"
        self.directory.mkdir()
        self.home.chmod(0o755)
        self.port = free_port()
        (self.home / "nginx.conf").write_text(f"""
daemon off;
worker_processes 1;
pid {self.home}/pid;
error_log {self.home}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {self.home}/body;
    proxy_temp_path {self.home}/proxy;
    fastcgi_temp_path {self.home}/fastcgi;
    uwsgi_temp_path {self.home}/uwsgi;
    scgi_temp_path {self.home}/scgi;
    server {{ listen 127.0.0.1:{self.port}; root {self.directory}; }}
}}
""")
        (self.directory / "up").write_text("up")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", self.home, "-c", self.home / "nginx.conf"],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}"
        wait_for(self._answers, "nginx to answer", 10)
        return self

    def _answers(self):
        try:
            return urllib.request.urlopen(f"{self.url}/up", timeout=2).status == 200
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)
