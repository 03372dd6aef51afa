"""The object store is killed under uploads, updates, copies, moves and deletions: each happened whole or not at all."""
import os
import random
import time

import pytest

from harness.cloud import Cloud
from harness.waiting import wait_for
from object_load import CONTAINER, ObjectClient, ObjectLoad, folders

# FAULT_ROUNDS=100 is the long form; FAULT_SEED repeats a run that failed.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "8"))
SEED = os.environ.get("FAULT_SEED") or str(random.SystemRandom().randrange(1 << 32))
CLIENTS = 4
LIFE_S_MAX = 2.0
SETTLE_S_MAX = 60


@pytest.fixture(scope="module")
def victim(request):
    """A cloud for this module alone, since it is killed."""
    with Cloud().lent(request.session) as cloud:
        yield cloud.start()


def test_every_change_is_whole_or_not_at_all(victim):
    print(f"{ROUNDS} rounds with FAULT_SEED={SEED}")
    dice = random.Random(SEED)
    victim.api.put_container(CONTAINER)
    others = victim.api.quota("pithos.diskspace")["usage"]
    clients = [ObjectClient(victim.api, index, SEED) for index in range(CLIENTS)]
    for round_number in range(1, ROUNDS + 1):
        with ObjectLoad(clients) as load:
            time.sleep(dice.uniform(0.05, LIFE_S_MAX))
            victim.kill()
        assert not load.unexpected, f"round {round_number}: {load.unexpected}"
        victim.start()
        found = folders(victim.api)
        for client in clients:
            client.check(found.get(client.folder, {}))
        used = others + sum(len(data) for client in clients for data in client.state.values())

        def is_settled():
            quota = victim.api.quota("pithos.diskspace")
            return quota["usage"] == used and quota["pending"] == 0

        # What a dead cloud had begun is given back when the next one starts, not minutes later.
        wait_for(is_settled, f"the usage to be {used}: {victim.api.quota('pithos.diskspace')}", SETTLE_S_MAX)
        print(f"round {round_number}: {sum(client.answers for client in clients)} changes answered so far", flush=True)
    for client in clients:
        client.check_history(samples=10)
    assert sum(client.answers for client in clients) >= ROUNDS, "the load hardly loaded"
