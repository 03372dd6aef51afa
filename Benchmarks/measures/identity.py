"""Token checks and commissions a second."""
import json

import load
import ours
from report import Row, interleaved

PAIRS = 300


def measure(rounds):
    with ours.testbed() as testbed:
        url, token = testbed.url, testbed.user_token
        (checks,) = interleaved(
            min(rounds, 5),
            lambda: load.wrk(f"{url}/astakos/account/v1.0/authenticate", headers={"X-Auth-Token": token}))
        yield Row("token checks", "a second", checks, "at least 3,000", checks >= 3000,
                  "`wrk -t1 -c16 -d5s -H 'X-Auth-Token: …' URL/astakos/account/v1.0/authenticate`")

        connection = load.Connection("127.0.0.1", testbed.port, {"X-Auth-Token": testbed.component_token,
                                                                 "Content-Type": "application/json"})
        issue = json.dumps({"force": False, "auto_accept": False, "name": "bench", "provisions": [
            {"holder": testbed.user, "source": "system", "resource": "pithos.diskspace", "quantity": 1}]})

        def pairs():
            def pair(_):
                serial = json.loads(connection.request("POST", "/astakos/account/v1.0/commissions", issue))["serial"]
                connection.request("POST", f"/astakos/account/v1.0/commissions/{serial}/action", '{"accept": ""}')

            return load.rate(PAIRS, pair)

        (found,) = interleaved(rounds, pairs)
        yield Row("commission pairs", "a second", found, "at least 300", found >= 300,
                  f"issue and accept over one connection, {PAIRS} pairs a turn")
