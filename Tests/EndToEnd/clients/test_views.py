"""Views and public links on a host of their own, as a browser without scripts goes through them."""
import base64
import html
import http.client
import re
import urllib.parse

import pytest

from harness.cloud import Cloud

REDIRECTS_MAX = 10


@pytest.fixture(scope="module")
def own_cloud(request):
    """A cloud at 127.0.0.1 whose users' content is at localhost."""
    cloud = Cloud()
    cloud.configure(PITHOS_UNSAFE_DOMAIN=f"localhost:{cloud.port}")
    with cloud.lent(request.session) as cloud:
        cloud.options = ["--no-image"]
        cloud.start()
        cloud.files_url = f"http://localhost:{cloud.port}"
        cloud.api.put_container("views")
        yield cloud


class Browser:
    """Follows redirects, and keeps cookies for each host."""

    def __init__(self):
        self.cookies = {}
        self.visited = []

    def ask(self, method, url, body=None, headers=None):
        """One request; the body of the answer is in `body`."""
        parts = urllib.parse.urlsplit(url)
        jar = self.cookies.setdefault(parts.hostname, {})
        sent = {"Accept": "text/html,*/*", **(headers or {})}
        if jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        try:
            connection.request(method, urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), body, sent)
            response = connection.getresponse()
            response.body = response.read()
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            jar[name] = value
        return response

    def visit(self, url, method="GET", body=None, headers=None):
        """All that an address leads to; where it went is in `visited`."""
        self.visited = []
        while len(self.visited) < REDIRECTS_MAX:
            self.visited.append(url)
            answer = self.ask(method, url, body, headers)
            # A page may go on by itself.
            goes_on = re.search(rb'http-equiv="refresh" content="0;url=([^"]*)"', answer.body)
            if answer.status in (301, 302):
                target = answer.headers["Location"]
            elif answer.status == 200 and goes_on and answer.headers["Content-Type"].startswith("text/html"):
                target = html.unescape(goes_on[1].decode())
            else:
                return answer
            url = urllib.parse.urljoin(url, target)
            if method == "POST":
                method, body = "GET", None
        raise AssertionError(f"sent round and round: {self.visited}")

    def sign_in(self, page, email, password):
        """Fills in the form that a page shows; returns what it leads to."""
        text = page.body.decode()
        action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', text)[1])
        fields = {name: html.unescape(value) for name, value in re.findall(
            r'<input type="hidden" name="([^"]*)" value="([^"]*)"', text)}
        assert "next" in fields and "csrfmiddlewaretoken" in fields, text
        form = urllib.parse.urlencode({**fields, "username": email, "password": password})
        return self.visit(urllib.parse.urljoin(self.visited[-1], action), "POST", form)


def view(cloud, name):
    return f"{cloud.files_url}/pithos/ui/view/{cloud.api.uuid}/views/{urllib.parse.quote(name)}"


def put(cloud, name, data, **headers):
    path = cloud.api.object_path("views", name)
    cloud.api.request("PUT", path, data, {"Content-Type": "text/plain", **headers}, 201)
    return path


@pytest.fixture
def signed_in(own_cloud):
    """The browser of the cloud's first user."""
    browser = Browser()
    page = browser.visit(own_cloud.url + "/astakos/ui/login?next=/ui")
    browser.sign_in(page, own_cloud.credentials["username"], own_cloud.credentials["password"])
    return browser


def test_a_view_leads_to_the_log_in_and_back(own_cloud):
    put(own_cloud, "a b/ü?.txt", b"hello")
    browser = Browser()
    page = browser.visit(view(own_cloud, "a b/ü?.txt") + "?disposition-type=attachment")
    assert browser.visited[-1].startswith(own_cloud.url + "/astakos/ui/login?next=")
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    shown = browser.sign_in(page, own_cloud.credentials["username"], own_cloud.credentials["password"])
    assert shown.status == 200 and shown.body == b"hello"
    assert shown.headers["Content-Disposition"].startswith("attachment;")
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert browser.visited[-1].startswith(view(own_cloud, "a b/ü?.txt") + "?disposition-type=attachment&access_token=")
    assert not browser.cookies["localhost"], "the host of content has no cookies"


def test_who_is_logged_in_sees_at_once(own_cloud, signed_in):
    put(own_cloud, "page.html", b"<script>alert(1)</script>", **{"Content-Type": "text/html"})
    shown = signed_in.visit(view(own_cloud, "page.html"))
    assert shown.status == 200 and len(signed_in.visited) == 4
    assert shown.headers["Content-Security-Policy"] == "sandbox"
    # The old address leads to the new one.
    assert signed_in.visit(view(own_cloud, "page.html").replace("localhost", "127.0.0.1")).body == shown.body
    # Loaded anew, the last address works as long as its token.
    assert signed_in.visit(signed_in.visited[-1]).status == 200 and len(signed_in.visited) == 1


def test_a_part_is_a_part(own_cloud, signed_in):
    put(own_cloud, "digits", b"0123456789")
    part = signed_in.visit(view(own_cloud, "digits"), headers={"Range": "bytes=2-4"})
    assert part.status == 206 and part.body == b"234"
    assert signed_in.visit(view(own_cloud, "digits"), headers={"Range": "bytes=10-"}).status == 416
    head = signed_in.visit(view(own_cloud, "digits"), "HEAD")
    assert head.status == 200 and head.headers["Content-Length"] == "10"


def test_others_see_what_is_shared(own_cloud):
    own_cloud.add_user("grace@example.org", "grace-password-1")
    browser = Browser()
    browser.sign_in(browser.visit(own_cloud.url + "/astakos/ui/login?next=/ui"), "grace@example.org", "grace-password-1")
    uuid = urllib.parse.unquote(browser.cookies["127.0.0.1"]["_pithos2_a"]).split("|")[0]
    put(own_cloud, "shared", b"for grace", **{"X-Object-Sharing": f"read={uuid}"})
    put(own_cloud, "private", b"for nobody else")
    assert browser.visit(view(own_cloud, "shared")).body == b"for grace"
    refused = browser.visit(view(own_cloud, "private"))
    assert refused.status in (403, 404)
    assert refused.headers["Content-Type"].startswith("text/html") and b"for nobody" not in refused.body


def test_a_public_link_leads_to_the_host_of_content(own_cloud):
    path = put(own_cloud, "public", b"for all", **{"X-Object-Public": "true"})
    link = own_cloud.api.request("HEAD", path, expect=200).headers["x-object-public"]
    assert link.startswith(own_cloud.url)
    browser = Browser()
    assert browser.visit(link).body == b"for all"
    assert browser.visited == [link, link.replace("127.0.0.1", "localhost")]


def test_nobody_logs_in_where_content_is(own_cloud):
    browser = Browser()
    for path in ("/", "/ui/files", "/astakos/ui/login", "/astakos/weblogin/login?next=pithos://x"):
        answer = browser.ask("GET", own_cloud.files_url + path)
        assert answer.status == 302 and answer.headers["Location"] == own_cloud.url + path
    answer = browser.ask("POST", own_cloud.files_url + "/astakos/ui/local", "username=a&password=b")
    assert answer.status == 403 and not browser.cookies["localhost"]


def test_programs_get_tokens_for_consent(own_cloud, signed_in):
    """The clients that operators register, and the whole grant."""
    secret = own_cloud.manage(
        "oauth2-client-add", "report", "--is-trusted", "--url", "http://127.0.0.1:1/back").split()[-1]
    listed = own_cloud.manage("oauth2-client-list", "--output-format", "csv", "-o", "identifier,type,redirect_urls")
    assert "report,confidential,http://127.0.0.1:1/back" in listed.splitlines()
    assert "pithos-view,confidential," in listed
    query = urllib.parse.urlencode({
        "response_type": "code", "client_id": "report", "redirect_uri": "http://127.0.0.1:1/back/here", "scope": "quota",
        "state": "42"})
    answer = signed_in.ask("GET", f"{own_cloud.url}/astakos/oauth2/auth/?{query}")
    back = urllib.parse.urlsplit(answer.headers["Location"])
    fields = dict(urllib.parse.parse_qsl(back.query))
    assert back.path == "/back/here" and fields["state"] == "42" and len(fields["code"]) == 60
    form = urllib.parse.urlencode({
        "grant_type": "authorization_code", "code": fields["code"], "redirect_uri": "http://127.0.0.1:1/back/here"})
    basic = "Basic " + base64.b64encode(f"report:{secret}".encode()).decode()
    path = own_cloud.url + "/astakos/oauth2/token/"
    wrong = signed_in.ask("POST", path, form, {"Authorization": basic[:-4] + "AAAA"})
    assert wrong.status == 400 and b"generic_error" in wrong.body
    made = signed_in.ask("POST", path, form, {"Authorization": basic})
    assert made.status == 200 and b'"Bearer"' in made.body
    assert signed_in.ask("POST", path, form, {"Authorization": basic}).status == 400
    token = re.search(rb'"access_token":\s*"([^"]*)"', made.body)[1].decode()
    told = signed_in.ask("GET", f"{own_cloud.url}/astakos/identity/v2.0/tokens/{token}?belongsTo=quota")
    assert told.status == 200 and own_cloud.api.uuid.encode() in told.body
    assert token not in own_cloud.log.read_text()
    own_cloud.manage("oauth2-client-remove", "report")
    gone = signed_in.ask("GET", f"{own_cloud.url}/astakos/identity/v2.0/tokens/{token}?belongsTo=quota")
    assert gone.status == 404
