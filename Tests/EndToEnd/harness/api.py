"""A small HTTP client of the cloud's own APIs, for what a test sets up or looks up beside the client under test."""
import http.client
import json
import urllib.parse

# A gigabyte through a debug build on a busy machine.
TIMEOUT_S = 300


class Answer:
    """Status, headers (names in lower case) and body of an answer."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class API:
    """The cloud at `url` as the user whose `token` and `uuid` are given."""

    def __init__(self, url, token, uuid):
        parts = urllib.parse.urlsplit(url)
        self.url = url.rstrip("/")
        self.host, self.port = parts.hostname, parts.port or 80
        self.token, self.uuid = token, uuid

    def request(self, method, path, body=None, headers=None, expect=None):
        """One request on a connection of its own. `expect` is a status or several that the answer must have."""
        sent = {"X-Auth-Token": self.token, **(headers or {})}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            answer = Answer(response.status, {name.lower(): ", ".join(response.headers.get_all(name))
                                              for name in response.headers}, response.read())
        finally:
            connection.close()
        if expect is not None:
            wanted = (expect,) if isinstance(expect, int) else expect
            assert answer.status in wanted, f"{method} {path}: {answer}"
        return answer

    # Object storage

    def object_path(self, container, name=None, account=None):
        path = f"/pithos/object-store/v1/{account or self.uuid}/{urllib.parse.quote(container)}"
        return path if name is None else f"{path}/{urllib.parse.quote(name)}"

    def put_container(self, container):
        return self.request("PUT", self.object_path(container), expect=(201, 202))

    def put_object(self, container, name, data, expect=201):
        return self.request("PUT", self.object_path(container, name), data,
                            {"Content-Type": "application/octet-stream"}, expect)

    def get_object(self, container, name, expect=200, account=None):
        return self.request("GET", self.object_path(container, name, account), expect=expect)

    def delete_object(self, container, name, expect=204):
        return self.request("DELETE", self.object_path(container, name), expect=expect)

    def objects(self, container):
        """Every object's listing entry, a page at a time."""
        found, marker = [], ""
        while True:
            page = self.request("GET", f"{self.object_path(container)}?format=json&limit=1000"
                                       f"&marker={urllib.parse.quote(marker)}", expect=(200, 204))
            entries = page.json if page.body else []
            if not entries:
                return found
            found += entries
            marker = entries[-1]["name"]

    # Compute

    def compute(self, method, path, body=None, expect=None):
        return self.request(method, f"/cyclades/compute/v2.0{path}", body, expect=expect)

    def servers(self):
        servers = self.compute("GET", "/servers/detail", expect=200).json["servers"]
        return servers["values"] if isinstance(servers, dict) else servers

    def server(self, identifier):
        return self.compute("GET", f"/servers/{identifier}", expect=200).json["server"]

    def smallest_flavor(self):
        flavors = self.compute("GET", "/flavors/detail", expect=200).json["flavors"]
        flavors = flavors["values"] if isinstance(flavors, dict) else flavors
        return min(flavors, key=lambda flavor: (flavor["ram"], flavor["disk"], flavor["vcpus"]))

    def images(self):
        answer = self.request("GET", "/cyclades/image/v1.0/images/detail", expect=200).json
        return answer["images"] if isinstance(answer, dict) else answer

    def create_server(self, name, image, flavor=None, expect=202, **more):
        flavor = flavor if flavor is not None else self.smallest_flavor()["id"]
        return self.compute("POST", "/servers", {"server": {
            "name": name, "imageRef": image, "flavorRef": flavor, "metadata": {}, **more}}, expect)

    # Quotas

    def quota(self, resource):
        """Limit, usage and pending of one resource in the user's own space."""
        return self.request("GET", "/astakos/account/v1.0/quotas", expect=200).json["system"][resource]

    def pending(self):
        """Resources with something pending, as {name: amount}: empty when no commission hangs."""
        quotas = self.request("GET", "/astakos/account/v1.0/quotas", expect=200).json
        return {f"{source}/{name}": entry["pending"] for source, entries in quotas.items()
                for name, entry in entries.items() if entry["pending"] != 0}
