"""The figure to reach for every row that has one, and the closest peer's own (arsnova.eu's backend, measured on such a
machine with the load maker beside it; between series allow 40 %)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most, or at least; `peer` is the peer's figure in words."""

    most: float | None = None
    least: float | None = None
    peer: str = ""

    @property
    def is_set(self) -> bool:
        return self.most is not None or self.least is not None

    @property
    def figure(self) -> float | None:
        return self.most if self.most is not None else self.least

    @property
    def words(self) -> str:
        if self.most is not None:
            return f"<= {self.most:g}"
        return f">= {self.least:g}" if self.least is not None else ""


LIMITS: dict[str, Limit] = {
    "join herd 300 in 10 s, p95": Limit(150, peer="44"),
    "join herd 1000 in 5 s, p95": Limit(400, peer="9,690"),
    "join herd 2000 in 60 s, p95": Limit(300),
    "join herds: failures": Limit(0, peer="0"),
    "CPU per arrival / bare Node (D)": Limit(3.0),
    "ballots 300 within 1 s, p95": Limit(60, peer="83"),
    "ballots 500 within 1 s, p95": Limit(150, peer="799"),
    "ballots 1000 within 1 s, p95": Limit(600, peer="2,237"),
    "ballots 500 at one instant, last": Limit(600, peer="1,486"),
    "ballots 2000 in 10 s, p95": Limit(200),
    "sustained ballots": Limit(least=1000, peer="330-350"),
    "sustained ballots / naive (B)": Limit(least=2.5),
    "CPU per ballot": Limit(1.5, peer="5"),
    "CPU per ballot / bare python-socketio vote (E)": Limit(4.0),
    "ballots lost": Limit(0, peer="54 of 1,000 in overload"),
    "ballots doubled": Limit(0),
    "ballots answered with 5xx or not at all": Limit(0),
    "Weiter to the last of 300 phones": Limit(150, peer="639"),
    "Weiter to the last of 500 phones": Limit(250, peer="1,218"),
    "Weiter to the last of 1000 phones": Limit(500, peer="2,688"),
    "Weiter to the last of 2000 phones": Limit(1000),
    "during votes, to the last of 300 phones": Limit(150),
    "during votes, to the last of 500 phones": Limit(250),
    "during votes, to the last of 1000 phones": Limit(500),
    "during votes, to the last of 2000 phones": Limit(1000),
    "signal to the last phone / bare Node (D)": Limit(1.0),
    "pushes that missed a phone": Limit(0, peer="0"),
    "cards 300 in 10 s, to the projector, p95": Limit(300),
    "reload wave 500 within 1 s, last right": Limit(700, peer="1,018"),
    "reload wave 1000 within 1 s, last right": Limit(1400, peer="3,572"),
    "reconnect herd 2000 in 2 s, right after the last return": Limit(3000),
    "reconnect herds: missing": Limit(0),
    "killed with 500 phones: serving again": Limit(1500, peer="1,200"),
    "killed with 500 phones: all right again": Limit(3000, peer="2,200"),
    "CPU per ballot, 4000 / 300 phones": Limit(1.0),
    "frames per ballot, most / fewest phones": Limit(1.5),
    "CPU per ballot, after 50 workshops and 20,000 people / fresh": Limit(1.2, peer="slows with data"),
    "memory per connected phone": Limit(60, peer="450-880 MB at 1,000"),
    "memory at 2000 phones": Limit(300),
    "ballot p95 while exporting / without": Limit(1.5, peer="1.3, one at a time"),
    "start, installed": Limit(2.0, peer="54 s with PostgreSQL and Redis"),
    "phone page to first use, compressed, fonts apart": Limit(40),
    "ballots with two workers / with one": Limit(least=1.3, peer="one process by design"),
    "load maker: its ceiling / ballots measured": Limit(least=2.0),
    "werkzeugkatalog.pdf, 100 tools": Limit(2.0),
    "werkzeugkatalog.docx, 100 tools": Limit(3.0),
    "werkstattplan.xlsx, 100 tools": Limit(0.5),
    "werkzeugkatalog.pdf, 300 tools": Limit(6.0),
    "werkzeugkatalog.docx, 300 tools": Limit(9.0),
    "werkstattplan.xlsx, 300 tools": Limit(1.0),
}
OFFICE_PAGES = ("", "/settings", "/fields", "/agenda", "/tools", "/koffer", "/plan", "/print", "/documents")
LIMITS |= {f"page /office{page}, 100 tools in 12 fields": Limit(100) for page in OFFICE_PAGES}
