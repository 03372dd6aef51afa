"""Asks with astakosclient and prints the answers as JSON: run by Python 2.7.

    astakos_client.py AUTH_URL TOKEN CALLS

CALLS is a JSON list of [method, arguments...]. An error becomes {"error": status, "message": ...}.
"""
import json
import sys

from astakosclient import AstakosClient
from astakosclient.errors import AstakosClientException

auth_url, token, calls = sys.argv[1:]
client = AstakosClient(token, auth_url, use_pool=True, pool_size=2)
answers = []
for call in json.loads(calls):
    try:
        answers.append(getattr(client, call[0])(*call[1:]))
    except AstakosClientException as error:
        answers.append({"error": error.status, "message": str(error.message)})
print(json.dumps(answers))
