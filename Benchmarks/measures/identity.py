"""Token checks and commissions a second."""
import json
import pathlib
import tempfile

import load
import ours
from goals import at_least
from report import Row
from turns import Side, interleaved

SECONDS = 3
ROUNDS_MAX = 5
CLIENTS = 16
# Commissions that one client issues and accepts in a turn.
PAIRS = 300
ACCOUNT = "/astakos/account/v1.0"
IDENTITY = "/astakos/identity/v2.0"


def measure(rounds):
    rounds = min(rounds, ROUNDS_MAX)
    with ours.testbed() as testbed, tempfile.TemporaryDirectory() as scratch:
        yield from checks(testbed, pathlib.Path(scratch), rounds)
        yield from commissions(testbed, pathlib.Path(scratch), rounds)


def checks(testbed, scratch, rounds):
    url, token = testbed.url, testbed.user_token
    body = scratch / "token"
    body.write_text(json.dumps({"auth": {"token": {"id": token}, "tenantName": testbed.user}}))
    options = {"seconds": SECONDS, "connections": CLIENTS}
    authenticate, tokens = interleaved(
        rounds,
        Side(lambda: load.wrk(f"{url}{ACCOUNT}/authenticate", headers={"X-Auth-Token": token}, **options).by_rate,
             testbed.processes),
        Side(lambda: load.wrk(f"{url}{IDENTITY}/tokens", "same", "POST", body,
                              headers={"Content-Type": "application/json"}, **options).by_rate, testbed.processes))
    command = f"`wrk -t1 -c{CLIENTS} -d{SECONDS}s`"
    yield Row("token checks", "a second", authenticate, f"{command}, `GET {ACCOUNT}/authenticate` with a token",
              [at_least(3000)])
    yield Row("token checks with the catalog", "a second", tokens, f"{command}, `POST {IDENTITY}/tokens` with a token",
              [at_least(3000)])


def commissions(testbed, scratch, rounds):
    commission = json.dumps({"force": False, "auto_accept": False, "name": "bench", "provisions": [
        {"holder": testbed.user, "source": "system", "resource": "pithos.diskspace", "quantity": 1}]})
    headers = {"X-Auth-Token": testbed.component_token, "Content-Type": "application/json"}
    connection = load.Connection("127.0.0.1", testbed.port, headers)
    body = scratch / "commission"
    body.write_text(commission)

    def pair(_):
        serial = json.loads(connection.request("POST", f"{ACCOUNT}/commissions", commission))["serial"]
        connection.request("POST", f"{ACCOUNT}/commissions/{serial}/action", '{"accept": ""}')

    def many():
        found = load.wrk(testbed.url, "commissions", f"{ACCOUNT}/commissions", body, seconds=SECONDS,
                         connections=CLIENTS, headers=headers).by_rate
        found.value /= 2
        return found

    one, all_of_them = interleaved(rounds, Side(lambda: load.rate(PAIRS, pair, requests=2), testbed.processes),
                                   Side(many, testbed.processes))
    yield Row("commission pairs, one client", "a second", one,
              f"`POST {ACCOUNT}/commissions`, then accept, {PAIRS} pairs a turn", [at_least(300)])
    yield Row(f"commission pairs, {CLIENTS} clients", "a second", all_of_them,
              f"`wrk -t1 -c{CLIENTS} -d{SECONDS}s -s Benchmarks/wrk/commissions.lua`", [at_least(300)])
