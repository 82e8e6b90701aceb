"""A browser without pictures: signs in, keeps cookies, fills forms in as they stand on a page."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

from bench.names import PASSWORD

_IDLE_SECONDS: Final = 15


class WrongAnswerError(Exception):
    """The service did not answer as it should; what was measured would mean nothing.

    Attributes:
        status: The status of its answer; 0 if there was nothing wrong with it.
    """

    def __init__(self, said: str, *, status: int = 0) -> None:
        super().__init__(said)
        self.status = status


@dataclass
class Form:
    """A form as it stands on a page.

    Attributes:
        action: Where it is sent.
        values: What its fields hold.
    """

    action: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects the forms of a page with what their fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self._templates = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._templates += tag == "template"
        if not self._templates:
            self._begin(tag, {name: value or "" for name, value in attributes})

    def _begin(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(given.get("action") or given.get("hx-post", "")))
        elif not self.forms:
            return
        name, values = given.get("name", ""), self.forms[-1].values
        if tag == "input" and name:
            kind = given.get("type", "text")
            is_off = kind in {"checkbox", "radio", "file"} and "checked" not in given
            if kind not in {"submit", "file"} and not is_off:
                values[name] = given.get("value", "on" if kind == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in values:
                values[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            values.setdefault(name, "")

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said.

    Attributes:
        text: The page.
        seconds: How long it took until its last byte was here.
        url: The address at last.
    """

    text: str
    seconds: float
    url: str

    def form(self, name: str) -> Form:
        """Return the form of the page that has a field `name`.

        Raises:
            WrongAnswerError: There is none.
        """
        reader = _Forms()
        reader.feed(self.text)
        for form in reader.forms:
            if name in form.values:
                return Form(urljoin(self.url, form.action), form.values)
        raise WrongAnswerError(f"{self.url} has no form with {name!r}.")


class Browser:
    """One person's browser; one connection that stays open.

    Args:
        base: The service's address.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self._connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=120)
        self._cookies: SimpleCookie = SimpleCookie()
        self._used_at = time.monotonic()

    def sign_in(self, address: str, *, password: str = PASSWORD) -> None:
        """Sign in, as somebody of the cast if no password is given."""
        form = self.get("/account/sign-in/", expect="password").form("password")
        form.values |= {"email": address, "password": password}
        self.send(form, expect="")

    def get(self, path: str, *, expect: str) -> Answer:
        """Fetch a page that has to hold `expect`."""
        return self._ask("GET", urljoin(self.base, path), None, expect, {})

    def send(self, form: Form, *, expect: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form in; of an answer that leads on, the address has to hold `expect`."""
        headers = {
            "Referer": form.action,
            "Origin": self.base,
            "Content-Type": "application/x-www-form-urlencoded",
            **(headers or {}),
        }
        return self._ask("POST", form.action, urlencode(form.values), expect, headers)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _ask(
        self, method: str, url: str, body: str | None, expect: str, headers: Mapping[str, str]
    ) -> Answer:
        cookies = "; ".join(f"{one.key}={one.value}" for one in self._cookies.values())
        path = url.removeprefix(self.base)
        if time.monotonic() - self._used_at > _IDLE_SECONDS:
            self._connection.close()  # the service would close it; it is opened again by itself
        begun = time.perf_counter()
        self._connection.request(method, path, body, {**headers, "Cookie": cookies})
        response = self._connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - begun
        self._used_at = time.monotonic()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        where = response.headers.get("Location", "")
        if response.status not in {200, 204, 302, 303} or expect not in text + where:
            said = f"{method} {url}: {response.status} {where} without {expect!r}"
            raise WrongAnswerError(said, status=response.status)
        return Answer(text, seconds, url)
