"""nginx from Debian, one worker: what a transfer costs when nothing but bytes is wanted. Downloads by sendfile, uploads
by WebDAV, which writes a file and does not wait for the disk."""
from harness.cloud import free_port
from harness.waiting import wait_for

from peers.programs import Programs, answers


class Nginx:
    """A running nginx that serves `directory`, and takes uploads below /dav/."""

    def __enter__(self):
        self.programs = Programs("nginx")
        home = self.programs.home
        self.directory = home / "www"
        (self.directory / "dav").mkdir(parents=True)
        (self.directory / "up").write_text("up")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        temporary = "\n".join(f"    {kind}_temp_path {home}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
        (home / "nginx.conf").write_text(f"""
user root;
daemon off;
worker_processes 1;
pid {home}/pid;
error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_max_body_size 0;
    client_body_temp_path {self.directory}/arriving;
{temporary}
    server {{
        listen 127.0.0.1:{port};
        root {self.directory};
        location /dav/ {{ dav_methods PUT; }}
    }}
}}
""")
        try:
            self.programs.start(["/usr/sbin/nginx", "-p", str(home), "-c", str(home / "nginx.conf")])
            wait_for(lambda: answers(f"{self.url}/up"), "nginx to answer", 10)
        except BaseException:
            self.programs.end()
            raise
        return self

    @property
    def processes(self):
        return self.programs.processes

    def __exit__(self, *_):
        self.programs.end()
