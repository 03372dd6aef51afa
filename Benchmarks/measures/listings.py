"""Listings of a container of a million objects, page by page and by metadata, beside OpenStack Swift with the same names."""
import load
import million
import ours
from goals import at_most_times, times, under
from peers.openstack_swift import NAME as SWIFT, OpenStackSwift
from report import Row
from turns import Side, interleaved

PAGE = 10_000
SMALL = PAGE
SECONDS = 2
ROUNDS_MAX = 3
# What a page may cost beside the first one: no more than what two measurements differ in anyway.
SLACK = 1.25
PAGES = {
    "first": f"limit={PAGE}",
    "middle": f"limit={PAGE}&marker={million.name(million.COUNT // 2 - 1)}",
    "last": f"limit={PAGE}&marker={million.name(million.COUNT - PAGE - 1)}",
    "folders": f"limit={PAGE}&delimiter=/",
}
METADATA_PAGE = 1000
# What is asked, and how many objects of the million it is true of.
QUERIES = {
    "a key of 100 objects": "meta=Rare",
    f"a value of 125,000 objects, page of {METADATA_PAGE:,}": "meta=Color=Red",
    "a value of none": "meta=Color=Black",
}


def measure(rounds):
    rounds = min(rounds, ROUNDS_MAX)
    with ours.cloud() as cloud:
        million.fill(cloud, {"million": million.COUNT, "small": SMALL})
        with OpenStackSwift() as swift:
            connection = load.Connection(*swift.url.removeprefix("http://").split(":"), {"X-Auth-Token": swift.token})
            connection.request("PUT", f"{swift.path}/million")
            swift.fill("million", map(million.name, range(million.COUNT)))
            yield from pages(cloud, swift, rounds)
        yield from queries(cloud, rounds)


def our_side(cloud, container, query):
    url = f"{cloud.url}{cloud.api.object_path(container)}?format=json&{query}"
    return Side(lambda: listing(url, cloud.api.token), [cloud.process.pid])


def listing(url, token):
    return load.wrk(url, connections=1, seconds=SECONDS, headers={"X-Auth-Token": token}).by_latency


def pages(cloud, swift, rounds):
    """Each page of ours and of the peer in turns, and a page that is all of a small container."""
    sides = [our_side(cloud, "small", PAGES["first"])]
    for query in PAGES.values():
        sides += [our_side(cloud, "million", query),
                  Side(lambda url=f"{swift.url}{swift.path}/million?format=json&{query}": listing(url, swift.token),
                       swift.processes)]
    small, *found = interleaved(rounds, *sides)
    mine, theirs = dict(zip(PAGES, found[::2])), dict(zip(PAGES, found[1::2]))

    def row(name, page, goals, peers):
        return Row(name, "ms", mine[page], f"`wrk -t1 -c1 -d{SECONDS}s`, `GET CONTAINER?format=json&{PAGES[page]}`, "
                   "median latency", goals, peers, better="less")

    what = f"JSON listing of {PAGE:,} of a million objects"
    yield row(f"{what}, first page", "first", [times(20, "OpenStack Swift"), under(60, "ms")], {SWIFT: theirs["first"]})
    yield row(f"{what}, beside a container of {SMALL:,}", "first", [at_most_times(SLACK, "the small container's")],
              {"small container": small})
    for page in ("middle", "last"):
        yield row(f"{what}, {page} page", page, [at_most_times(SLACK, "the first page")],
                  {"first page": mine["first"], SWIFT: theirs[page]})
    yield row("JSON listing of a million objects, delimiter=/ (1,000 folders)", "folders", [],
              {SWIFT: theirs["folders"]})


def queries(cloud, rounds):
    figures = interleaved(rounds, *(our_side(cloud, "million", f"limit={METADATA_PAGE}&{query}")
                                    for query in QUERIES.values()))
    for (name, query), figure in zip(QUERIES.items(), figures):
        yield Row(f"metadata query over a million objects: {name}", "ms", figure,
                  f"`wrk -t1 -c1 -d{SECONDS}s`, `GET CONTAINER?format=json&limit={METADATA_PAGE}&{query}`, median latency",
                  [under(50, "ms")], better="less")
