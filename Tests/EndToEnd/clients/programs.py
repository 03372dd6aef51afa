"""Where the clients' programs come from: each in a Python environment of its own, made when first asked for."""
import functools
import os
import pathlib
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]


def python2():
    """Path of a Python 2.7, which Debian 12 no longer has, or None."""
    places = [*sorted(pathlib.Path.home().glob(".pyenv/versions/2.7*/bin/python2.7")),
              *(pathlib.Path(directory) / "python2.7" for directory in os.environ.get("PATH", "").split(":"))]
    for path in places:
        try:
            done = subprocess.run([path, "-c", "import ssl, sys; print(sys.version_info[:2] == (2, 7))"],
                                  capture_output=True, text=True)
        except OSError:
            continue
        if done.stdout.strip() == "True":
            return path
    return None


@functools.cache
def environment(requirements, python=None):
    """Directory with the programs of a requirements file beside this one."""
    words = [ROOT / "scripts" / "python-environment", pathlib.Path(requirements).stem, HERE / requirements]
    done = subprocess.run(words + ([python] if python else []), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return pathlib.Path(done.stdout.strip()) / "bin"


def run(words, environ=None, check=True, timeout_s=600, **more):
    """Runs a program to its end and returns it; `check` makes a failing one fail the test with its words."""
    words = [str(word) for word in words]
    done = subprocess.run(words, capture_output=True, text=True, timeout=timeout_s, stdin=subprocess.DEVNULL,
                          env={**os.environ, **(environ or {})}, **more)
    if check and done.returncode != 0:
        pytest.fail(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}",
                    pytrace=False)
    return done


def rclone(home, address, api):
    """What runs rclone with a remote `cloud:`, at `address` of version 1 authentication."""
    environ = {
        "HOME": str(home), "RCLONE_CONFIG": str(home / "rclone.conf"),
        "RCLONE_CONFIG_CLOUD_TYPE": "swift", "RCLONE_CONFIG_CLOUD_AUTH_VERSION": "1",
        "RCLONE_CONFIG_CLOUD_AUTH": address,
        "RCLONE_CONFIG_CLOUD_USER": api.uuid, "RCLONE_CONFIG_CLOUD_KEY": api.token,
        # One try: a hiccup is a defect here, not something to hide.
        "RCLONE_RETRIES": "1", "RCLONE_LOW_LEVEL_RETRIES": "1",
    }
    return lambda *words, **more: run(["rclone", *words], environ, **more).stdout
