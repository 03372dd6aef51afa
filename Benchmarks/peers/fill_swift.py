"""Run as a program of its own: gives an OpenStack Swift container the objects whose names come in, one a line.

    fill_swift.py DATABASE ACCOUNT CONTAINER
"""
import sys
import time

from swift.container.backend import ContainerBroker

EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e"
BATCH = 10_000


def main():
    path, account, container = sys.argv[1:]
    broker = ContainerBroker(path, account=account, container=container, skip_commits=True)
    names = sys.stdin.read().splitlines()
    moment = f"{time.time():016.5f}"
    for start in range(0, len(names), BATCH):
        broker.merge_items([
            {"name": name, "created_at": moment, "size": 0, "content_type": "application/octet-stream", "etag": EMPTY_MD5,
             "deleted": 0, "storage_policy_index": 0, "ctype_timestamp": None, "meta_timestamp": None}
            for name in names[start:start + BATCH]])


if __name__ == "__main__":
    main()
