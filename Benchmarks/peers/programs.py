"""Peers are programs that run for the time of a measure, in a directory of their own."""
import pathlib
import shutil
import subprocess
import tempfile
import urllib.request


class Unavailable(Exception):
    """A peer cannot be had here; the message says why."""


class Programs:
    """The programs of one peer: started one by one, ended in reverse."""

    def __init__(self, name, environment=None):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix=f"synnefo-{name}."))
        self.home.chmod(0o755)
        self.environment = environment
        self.running = []

    @property
    def processes(self):
        """Their ids."""
        return [process.pid for process in self.running]

    def start(self, words):
        """Starts a program in the foreground; what it prints goes to NAME.log."""
        with open(self.home / f"{pathlib.Path(words[0]).name}.log", "ab") as log:
            self.running.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                 env=self.environment))

    def end(self):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def answers(url):
    """Whether something says 200 there."""
    try:
        return urllib.request.urlopen(url, timeout=2).status == 200
    except OSError:
        return False
