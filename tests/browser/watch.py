"""Watches every page of a test for what no page of ours may do: script errors, a broken content policy, refused files,
and a request to any other host."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request


@dataclass(frozen=True)
class Fault:
    who: str
    kind: str
    text: str


class Watch:
    """Follows browser contexts; `faults` is what went wrong and was not `expected` beforehand."""

    def __init__(self, base: str) -> None:
        self._host = urlsplit(base).netloc
        self._seen: list[Fault] = []
        self._expected: list[tuple[str, str]] = []
        self.requests = 0

    def follow(self, context: BrowserContext, who: str) -> None:
        """From now on, every page of this context is watched under a name."""
        context.on("request", lambda request: self._ask(who, request))
        context.on("console", lambda said: self._hear(who, said))
        context.on("page", lambda page: self._watch(who, page))

    def expect(self, who: str, part: str) -> None:
        """A fault of this person's page that belongs to the story, such as a request while the phone is offline."""
        self._expected.append((who, part))

    @property
    def faults(self) -> list[Fault]:
        return [fault for fault in self._seen if not self._belongs_to_the_story(fault)]

    def _belongs_to_the_story(self, fault: Fault) -> bool:
        return any(fault.who == who and part in fault.text for who, part in self._expected)

    def _watch(self, who: str, page: Page) -> None:
        page.on("pageerror", lambda error: self._seen.append(Fault(who, "error", str(error))))

    def _hear(self, who: str, said: ConsoleMessage) -> None:
        if said.type == "error" or "Content Security Policy" in said.text:
            where = said.location.get("url", "")
            self._seen.append(Fault(who, "console", f"{said.text} {where}".strip()))

    def _ask(self, who: str, request: Request) -> None:
        self.requests += 1
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self._host:
            self._seen.append(Fault(who, "foreign", request.url))
