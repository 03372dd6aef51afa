"""kamaki, the original's own command line client, in the versions people have installed."""
import json
import re

import pytest

import programs


class Kamaki:
    """One version of kamaki, set up for a cloud the way its users do: URL and token in a file.

    The two versions spell their commands differently; this class knows how, the tests do not."""

    def __init__(self, version, cloud, directory, api=None):
        """`api` says as whom; nobody means the cloud's first user."""
        python = programs.python2()
        if python is None:
            pytest.skip("no Python 2.7 here, which kamaki needs")
        self.old = version.startswith("0.10")
        self.program = programs.environment(f"kamaki-{version}.txt", python) / "kamaki"
        self.cloud = cloud
        self.api = api or cloud.api
        self.directory = directory
        self.settings = directory / "kamakirc"
        self.settings.write_text(
            f'[global]\ndefault_cloud = test\nmax_threads = 5\n[cloud "test"]\n'
            f"url = {cloud.auth_url}\ntoken = {self.api.token}\n")
        self.sent = None

    def __call__(self, *words, check=True, timeout_s=600):
        """Runs a command, returns what it printed; the bytes it sent are in `sent` afterwards."""
        counter = self.directory / "bytes-sent"
        done = programs.run(
            [self.program, "-c", self.settings, *words], check=check, timeout_s=timeout_s,
            environ={"HOME": str(self.directory), "BYTES_SENT_FILE": str(counter), "LC_ALL": "C.UTF-8",
                     "PYTHONPATH": str(programs.HERE / "counted"), "PYTHONIOENCODING": "utf-8", "COLUMNS": "400"},
            cwd=self.directory)
        self.sent = int(counter.read_text())
        # kamaki 0.10.2 ends with 0 after an error.
        if check and re.search(r"^(\(\d+\) )?[A-Z][\w ]*Error\b", done.stdout + done.stderr, re.M):
            pytest.fail(f"kamaki {' '.join(map(str, words))}\n{done.stdout}\n{done.stderr}", pytrace=False)
        return done.stdout

    def json(self, *words, **more):
        """Runs a command that prints JSON, and reads it."""
        words += ("-j",) if self.old else ("--output-format", "json")
        printed = self(*words, **more)
        return json.loads(printed[min(i for i in (printed.find("{"), printed.find("[")) if i >= 0):])

    def library(self, script, *words):
        """Runs Python that uses kamaki's library."""
        return programs.run([self.program.with_name("python"), "-c", script, *words], cwd=self.directory).stdout

    def upload(self, path, container, name):
        # -f and not its absence: kamaki asks on the terminal before it overwrites.
        return self("file", "upload", path, *self.remote(container, name), "-f", "-N")

    def download(self, container, name, path):
        return self("file", "download", *self.remote(container, name), path, "-N")

    def remote(self, container, name):
        return [f"{container}:{name}"] if self.old else [f"/{container}/{name}"]

    def create_container(self, container):
        return self("file", "create", container) if self.old else self("container", "create", container)

    def list(self, container):
        return self("file", "list", container if self.old else f"/{container}", *([] if self.old else ["-r"]))

    def register_image(self, name, container, object_name, *properties):
        words = [word for item in properties for word in ("-p", item)]
        if self.old:
            return self.json("image", "register", name, f"{container}:{object_name}", "--no-metafile-upload",
                             "--no-progress-bar", "--disk-format", "diskdump", *words)
        return self.json("image", "register", "--name", name, "--location", f"/{container}/{object_name}",
                         "--no-metafile-upload", "--no-progress-bar", "--disk-format", "diskdump", *words)

    def create_server(self, name, flavor, image, *personality):
        files = [word for item in personality for word in ("-p", item)]
        if self.old:
            return self.json("server", "create", name, flavor, image, *files)
        return self.json("server", "create", "--name", name, "--flavor-id", flavor, "--image-id", image, *files)

    def wait_built(self, server):
        if self.old:
            return self("server", "wait", server, "BUILD", "-N")
        return self("server", "wait", server, "--while", "BUILD", "--timeout", 300, "-N")

    def console(self, server):
        return self.json("server", "console", server)

    def delete_server(self, server):
        return self("server", "delete", server, "-w", "-N")
