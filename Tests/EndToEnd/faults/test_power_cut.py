"""The power is cut: Astakos' database comes back as it was a moment earlier than the object store's."""
import contextlib
import shutil
import sqlite3
import time

import pytest

from harness.cloud import Cloud
from harness.waiting import wait_for

CONTAINER = "power"
# Longer than it takes to enter what was promised.
TO_THE_DISK_S = 0.5


@pytest.fixture(scope="module")
def victim(request):
    """A cloud for this module alone, since it is killed."""
    with Cloud().lent(request.session) as cloud:
        # The image would change the usage while we look at it.
        cloud.options = ["--no-image"]
        yield cloud.start()


def astakos_files(cloud):
    """The database and its log; the index of the log is made anew."""
    return [cloud.data / "databases" / f"astakos.sqlite{end}" for end in ("", "-wal")]


def cut_power(cloud, kept):
    """Kills the cloud and puts Astakos' database back to what the disk had."""
    cloud.kill()
    (cloud.data / "databases" / "astakos.sqlite-shm").unlink(missing_ok=True)
    for path in astakos_files(cloud):
        shutil.copy(kept / path.name, path)


def usage(cloud):
    return cloud.api.quota("pithos.diskspace")["usage"]


def stored(cloud):
    return sum(entry["bytes"] for entry in cloud.api.objects(CONTAINER))


def test_usage_is_what_there_is_though_commissions_are_lost(victim, tmp_path):
    victim.api.put_container(CONTAINER)
    victim.api.request("POST", f"{victim.api.object_path(CONTAINER)}?update",
                       headers={"X-Container-Policy-Versioning": "none"}, expect=202)
    others = usage(victim)
    for number in range(5):
        victim.api.put_object(CONTAINER, f"old-{number}", b"x" * 1000)
    wait_for(lambda: not victim.api.pending(), "commissions to be resolved", 10)
    time.sleep(TO_THE_DISK_S)
    for path in astakos_files(victim):
        shutil.copy(path, tmp_path / path.name)

    for number in range(20):
        victim.api.put_object(CONTAINER, f"new-{number}", b"y" * 300)
    victim.api.put_object(CONTAINER, "old-0", b"z")
    victim.api.delete_object(CONTAINER, "old-1")
    cut_power(victim, tmp_path)

    victim.start()
    assert stored(victim) == 3 * 1000 + 20 * 300 + 1
    assert usage(victim) == others + stored(victim)
    assert "usage was counted anew" in victim.log.read_text()
    # Serials are given again, and nothing of before is taken for theirs.
    for number in range(30):
        victim.api.put_object(CONTAINER, f"next-{number}", b"y" * 10)
    assert usage(victim) == others + stored(victim)
    wait_for(lambda: not victim.api.pending(), "commissions to be resolved", 10)


def test_who_is_stopped_in_order_leaves_nothing_to_ask_about(victim):
    victim.api.put_container(CONTAINER)
    for number in range(10):
        victim.api.put_object(CONTAINER, f"last-{number}", b"x")
    victim.stop()
    with contextlib.closing(sqlite3.connect(victim.data / "databases" / "pithos.sqlite")) as database:
        for table in ("qh_serials", "accounts_ahead"):
            assert database.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
