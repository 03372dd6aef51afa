"""The cloud is killed at random moments under load: what was answered is there, and nothing hangs."""
import hashlib
import os
import random
import time

import pytest

from harness.cloud import Cloud
from harness.waiting import wait_for
from load import CONTAINER, Ledger, Load

# FAULT_ROUNDS=100 is the long form; FAULT_SEED repeats a run that failed.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "10"))
SEED = os.environ.get("FAULT_SEED") or str(random.SystemRandom().randrange(1 << 32))
# Machines at once: each boots without acceleration on the processors that the cloud uses too.
SERVERS_MAX = 2
# How long a kill may be awaited, and how long everything may take to settle afterwards: what a dead cloud left half done
# is taken up when the next one starts, not when it has grown old. A machine boots meanwhile, hence not shorter.
LIFE_S_MAX = 2.5
SETTLE_S_MAX = 60


@pytest.fixture(scope="module")
def victim(request):
    """A cloud for this module alone, since it is killed."""
    with Cloud().lent(request.session) as cloud:
        yield cloud.start()


def check_objects(cloud, ledger):
    """Every answered write and deletion holds; one that was cut off happened whole or not at all."""
    listed = {entry["name"]: entry for entry in cloud.api.objects(CONTAINER)}
    for name, allowed in ledger.objects.items():
        answer = cloud.api.get_object(CONTAINER, name, expect=(200, 404))
        found = hashlib.sha256(answer.body).hexdigest() if answer.status == 200 else None
        assert found in allowed, f"{name}: found {found}, answered {allowed}"
        assert (found is not None) == (name in listed), f"{name} is {'not ' if found else ''}listed"
        if found is not None:
            assert listed[name]["bytes"] == len(answer.body)
        ledger.objects[name] = {found}


def check_machines(cloud, ledger):
    """Every server that was answered is known, settles, and has its process; no process is without its server."""
    known = {server: cloud.api.server(server) for server in ledger.servers}
    for server, state in ledger.servers.items():
        if state == "deleted":
            wait_for(lambda: cloud.api.server(server)["status"] == "DELETED", f"server {server} to be deleted",
                     SETTLE_S_MAX)
        elif state == "deleting" and known[server]["status"] == "DELETED":
            ledger.servers[server] = "deleted"

    def settled():
        return all(each["status"] not in ("BUILD", "REBOOT") for each in cloud.api.servers())

    wait_for(settled, "servers to leave BUILD", SETTLE_S_MAX, 0.5)
    servers = [each for each in cloud.api.servers() if each["status"] != "DELETED"]
    for each in servers:
        # A creation whose answer was lost made its server, or left one that says it failed and can be deleted.
        answered = ledger.servers.setdefault(each["id"], "unanswered") != "unanswered"
        assert each["status"] != "ERROR" or not answered, each
    running = [each for each in servers if each["status"] == "ACTIVE"]
    wait_for(lambda: len(cloud.machines()) == len(running),
             f"{len(running)} machines to run, not {len(cloud.machines())}", SETTLE_S_MAX)


def check_usage(cloud, _=None):
    """What is used of the quota is what there is."""
    servers = [each for each in cloud.api.servers() if each["status"] != "DELETED"]
    wait_for(lambda: cloud.api.quota("cyclades.vm")["usage"] == len(servers),
             f"cyclades.vm to be {len(servers)}: {cloud.api.quota('cyclades.vm')}", SETTLE_S_MAX)


def check_pending(cloud, _=None):
    """No commission hangs."""
    wait_for(lambda: not cloud.api.pending(), f"commissions to be resolved: {cloud.api.pending()}", SETTLE_S_MAX)


def test_nothing_answered_is_lost(victim):
    print(f"{ROUNDS} rounds with FAULT_SEED={SEED}")
    dice = random.Random(SEED)
    ledger = Ledger()
    victim.api.put_container(CONTAINER)
    # Old versions count against the quota otherwise, and make it full in the end.
    victim.api.request("POST", f"{victim.api.object_path(CONTAINER)}?update",
                       headers={"X-Container-Policy-Versioning": "none"}, expect=202)
    image = victim.tiny_image()["id"]
    for round_number in range(1, ROUNDS + 1):
        life_s = dice.uniform(0.05, LIFE_S_MAX)
        with Load(victim.api, ledger, f"{SEED}/{round_number}", image, SERVERS_MAX) as load:
            time.sleep(life_s)
            victim.kill()
        assert not load.unexpected, f"round {round_number}: {load.unexpected}"
        started = time.monotonic()
        victim.start()
        ready_s = time.monotonic() - started
        for check in (check_objects, check_machines, check_usage, check_pending):
            check(victim, ledger)
        print(f"round {round_number}: killed after {life_s:.2f} s, {ledger.answers} writes answered so far, "
              f"ready again in {ready_s:.2f} s, settled in {time.monotonic() - started:.1f} s", flush=True)
    assert ledger.answers >= ROUNDS, "the load hardly loaded"

    for server, state in ledger.servers.items():
        if state != "deleted":
            victim.api.compute("DELETE", f"/servers/{server}", expect=(204, 400))
    wait_for(lambda: not victim.api.servers() and not victim.machines(), "the machines to be gone", SETTLE_S_MAX, 0.5)
    check_usage(victim)
    check_pending(victim)
