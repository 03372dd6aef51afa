"""Garbage is collected under a load of uploads, and both are killed at random: what was answered can be read."""
import functools
import os
import random
import subprocess
import threading

import pytest

from blocks import BLOCK_SIZE, Files, put_hashmap
from harness.cloud import Cloud, program
from load import content
from workers import Workers

CONTAINER = "collected"
# FAULT_ROUNDS=100 is the long form; FAULT_SEED repeats a run that failed.
ROUNDS = max(2, int(os.environ.get("FAULT_ROUNDS", "10")) // 3)
SEED = os.environ.get("FAULT_SEED") or str(random.SystemRandom().randrange(1 << 32))
# One block, a block and a bit, three blocks.
SIZES = (5_000, 200_000, BLOCK_SIZE + 1, 2 * BLOCK_SIZE + 70_000)
CONTENTS = 16
CLIENTS = 3
# How long a round's cloud lives, and how long a collection may run before it is killed.
LIFE_S = (2.0, 6.0)
COLLECTION_S = (0.1, 2.5)


@pytest.fixture(scope="module")
def victim(request):
    """A cloud for this module alone, since it is killed."""
    with Cloud(COMMISSION_GRACE=3).lent(request.session) as cloud:
        cloud.start()
        # Its upload is over then: files are made to look old only while there is none.
        cloud.tiny_image()
        yield cloud


class Uploads(Workers):
    """Clients that upload the same few contents again and again, whole or by hashmap, until the cloud is gone."""

    def __init__(self, api, contents, seed, answered):
        self.api, self.contents, self.answered = api, contents, answered
        super().__init__({f"client {index}": functools.partial(self._upload, index, random.Random(f"{seed}/{index}"))
                          for index in range(CLIENTS)})

    def _upload(self, index, dice):
        number = dice.randrange(len(self.contents))
        name = f"client-{index}/{dice.randrange(8)}"
        # Either content may be there until the answer comes.
        self.answered[name] = self.answered.get(name, {None}) | {number}
        if dice.random() < 0.5:
            self.api.put_object(CONTAINER, name, self.contents[number])
        else:
            put_hashmap(self.api, CONTAINER, name, self.contents[number])
        self.answered[name] = {number}


def collect(cloud, life_s=None):
    """One collection; killed after `life_s`. What it said, or None when it was killed."""
    words = [program(), "manage", "pithos-gc", "--apply", "--keep", "0", "--data", cloud.data]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=cloud.environment, text=True)
    try:
        said, errors = process.communicate(timeout=life_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    assert process.returncode == 0, said + errors
    return said


def make_garbage(cloud, contents):
    """Everything is there, nothing refers to it, and it has been so for days."""
    for number, data in enumerate(contents):
        cloud.api.put_object(CONTAINER, f"garbage/{number}", data)
        cloud.api.delete_object(CONTAINER, f"garbage/{number}")
    Files(cloud).age()


def check(cloud, contents, answered):
    for name, allowed in answered.items():
        answer = cloud.api.get_object(CONTAINER, name, expect=(200, 404))
        found = contents.index(answer.body) if answer.status == 200 else None
        assert found in allowed, f"{name}: found {found}, answered {allowed}"
        answered[name] = {found}


def test_nothing_answered_is_collected(victim):
    print(f"{ROUNDS} rounds with FAULT_SEED={SEED}")
    dice = random.Random(SEED)
    contents = [content(f"{SEED}/{number}", SIZES[number % len(SIZES)]) for number in range(CONTENTS)]
    victim.api.put_container(CONTAINER)
    victim.api.request("POST", f"{victim.api.object_path(CONTAINER)}?update",
                       headers={"X-Container-Policy-Versioning": "none"}, expect=202)
    answered, finished, killed = {}, 0, 0
    for round_number in range(1, ROUNDS + 1):
        make_garbage(victim, contents)
        with Uploads(victim.api, contents, f"{SEED}/{round_number}", answered) as uploads:
            death = threading.Timer(dice.uniform(*LIFE_S), victim.kill)
            death.start()
            while death.is_alive():
                if collect(victim, dice.uniform(*COLLECTION_S)) is None:
                    killed += 1
                else:
                    finished += 1
            death.join()
        assert not uploads.unexpected, f"round {round_number}: {uploads.unexpected}"
        victim.start()
        collect(victim)
        check(victim, contents, answered)
        print(f"round {round_number}: {len(answered)} objects; {finished} collections finished, {killed} killed so far",
              flush=True)
    assert killed and answered


def test_garbage_goes_in_two_steps_and_comes_back_with_its_content(victim):
    files = Files(victim)
    data = content(f"{SEED}/two steps", 2 * BLOCK_SIZE)
    victim.api.put_object(CONTAINER, "two steps", data)
    victim.api.delete_object(CONTAINER, "two steps")

    def bytes_of(folder):
        return sum(path.stat().st_size for path in (files.root / folder).rglob("*") if path.is_file())

    collect(victim)
    assert bytes_of("blocks") >= len(data), "what was just uploaded was taken"
    files.age()
    before = bytes_of("blocks")
    dry = victim.manage("pithos-gc")
    assert bytes_of("blocks") == before and "dry run" in dry
    collect(victim)
    assert bytes_of("blocks") <= before - len(data)
    assert bytes_of(".retired") >= len(data)
    put_hashmap(victim.api, CONTAINER, "back", data)
    assert victim.api.get_object(CONTAINER, "back").body == data
    collect(victim)
    collect(victim)
    assert bytes_of(".retired") == 0
    assert victim.api.get_object(CONTAINER, "back").body == data
