"""A whole day, from the door to the export, against the real server: phones, hosts and two moderators over HTTP and
Socket.IO. The server is killed twice; nothing it has acknowledged may be missing, doubled or wrong afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from random import Random
from typing import Any

import pytest

from facilitation.rehearsal import Refused
from tests import real_server
from tests.counting import ART, ART_ORDER, Row, alphabetical, counted, drawn, from_csv, from_json, from_xlsx
from tests.hall import Hall, ballot_id, only_workshop, spread
from tests.real_server import ROOT, RealServer

pytestmark = [pytest.mark.day, pytest.mark.timeout(300)]

TWO_FIELDS = {
    "format": "zukunftswerkstatt-workshop",
    "version": 1,
    "workshop": {
        "title": "Werkstatt der zwei Felder", "day": "2031-03-04", "begins": "09:00", "years": [2031, 2034, 2040],
        "settings": {"points_budget": 6, "points_cap": 2, "places": 2, "vote_scope": "plenary"},
    },
    "fields": [{"number": 1, "title": "Ufer & Hafen"}, {"number": 2, "title": "Wald; Wiese"}],
    "agenda": [
        {"title": "Ankommen", "minutes": 10, "scenes": [{"activity": "arrival"}, {"activity": "grouping"}]},
        {"title": "Runde A", "minutes": 30, "minimum": 20, "maximum": 40, "movement": {"kind": "home"},
         "scenes": [{"activity": "move"}, {"activity": "vision"}]},
        {"title": "Runde B", "minutes": 30, "movement": {"kind": "mix"}, "scenes": [{"activity": "vision"}]},
        {"title": "Runde C", "minutes": 30, "movement": {"kind": "shift"}, "scenes": [{"activity": "vision"}]},
        {"title": "Runde D", "minutes": 30, "movement": {"kind": "return"}, "scenes": [{"activity": "choice"}]},
        {"title": "Ergebnis", "minutes": 20, "scenes": [{"activity": "results"}, {"activity": "closing"}]},
    ],
    "tools": [
        {"field": str(field), "title": f"{title} {field}", "kind": kind, "institutions": ["A", "B"], "places": ["Ort"]}
        for field in (1, 2)
        for title, kind in (("Zeltdach", "existing"), ("Ähre", "new"), ("Boot", "open"), ("=Anker", "existing"))
    ],
}  # fmt: skip


def test_a_whole_day_in_dueren_survives_two_crashes(tmp_path: Path) -> None:
    with RealServer(tmp_path) as server, Hall(server, only_workshop(server), 100) as hall:
        story = Story(hall, crashes=True)
        story.play()
        assert story.items == 11
        assert story.crashed_in == ["vision 2", "choice"]
        assert story.ties_decided  # a tie across the cut-off was there to be decided
        story.one_wrong_point_would_be_seen()


def test_a_world_cafe_plays_by_the_same_rules(tmp_path: Path) -> None:
    with RealServer(tmp_path) as server, Hall(server, created(tmp_path, "world-cafe"), 24) as hall:
        story = Story(hall)
        story.play()
        assert story.visions == 4


def test_two_fields_four_rounds_and_other_years_need_no_code(tmp_path: Path) -> None:
    template = tmp_path / "zwei-felder.json"
    template.write_text(json.dumps(TWO_FIELDS), encoding="utf-8")
    with RealServer(tmp_path) as server, Hall(server, created(tmp_path, str(template)), 24) as hall:
        story = Story(hall)
        story.play()
        assert story.visions == 3
        assert from_json(hall.document("werkstattplan", "json"))[0][-3:] == ["2031", "2034", "2040"]


def created(data_dir: Path, template: str) -> str:
    """A workshop made on the command line, beside the running server."""
    command = [*real_server.COMMAND, "create", "--template", template]
    env = {**os.environ, "DATA_DIR": str(data_dir)}
    made = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert made.returncode == 0, made.stderr
    return str(json.loads(made.stdout)["code"])


class Story:
    """The day as it goes: what is done in each scene, and what must hold there."""

    def __init__(self, hall: Hall, *, crashes: bool = False) -> None:
        self.hall, self.crashes = hall, crashes
        self.items = self.visions = 0
        self.crashed_in: list[str] = []
        self.ties_decided: dict[str, dict[str, Any]] = {}
        self.fields: list[dict[str, Any]] = []
        self.tools: dict[str, list[dict[str, Any]]] = {}
        self.paper: list[tuple[str, dict[str, int]]] = []
        self.plenary = False
        self.places = 0
        self.raced = False

    def play(self) -> None:
        hall = self.hall
        hall.open_doors()
        assert hall.stage()["present"] == len(hall.phones)
        hall.ada.step("start")
        parts = {"vision": self.vision, "choice": self.choice, "results": self.results, "grouping": self.grouping}
        item = None
        while hall.ada.activity != "over":
            hall.ada.look()
            self.items += hall.ada.regions["cockpit"]["clock"]["item"] != item
            item = hall.ada.regions["cockpit"]["clock"]["item"]
            parts.get(hall.ada.activity, self.nothing_special)()
            self.go_on()
        assert hall.server.tracebacks == ""
        self.nothing_was_lost()
        self.the_documents_agree_with_our_own_count()

    def go_on(self) -> None:
        if self.raced:
            self.hall.ada.press_go()
        else:
            self.two_press_at_once()

    def two_press_at_once(self) -> None:
        """Both moderators see the same step and press: one wins, the other is told, the day moves one step."""
        hall, told, self.raced = self.hall, [], True
        step = hall.ada.look()["step"]
        hall.second.look()
        both = threading.Barrier(2)

        def press(moderator: Any) -> None:
            both.wait()
            try:
                told.append(moderator.step("next")["step"])
            except Refused as refused:
                told.append(refused.code)

        threads = [threading.Thread(target=press, args=(who,)) for who in (hall.ada, hall.second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(map(str, told)) == [str(step + 1), "moved_on"]
        assert hall.ada.look()["step"] == step + 1

    def nothing_special(self) -> None:
        self.hall.wait_for(self.hall.ada.activity)

    def grouping(self) -> None:
        """*Einteilen*, once more when it was done before, and the sizes differ by at most one."""
        self.hall.ada.divide()
        self.hall.wait_for("grouping")
        sizes = [
            self.hall.ada.get(f"table/{host.number}")["regions"]["table.top"]["people"] for host in self.hall.hosts
        ]
        assert sum(sizes) == len(self.hall.phones)
        assert spread(sizes) <= 1

    # --- vision rounds ---

    def vision(self) -> None:
        hall = self.hall
        self.visions += 1
        hall.wait_for("vision")

        def write(n: int, _phone: Any) -> None:
            hall.write_card(n, f"In Runde {self.visions} sitzt Gast {n} im Grünen und hat Zeit 🌳.")

        if self.crashes and self.visions == 2:
            self.crash(f"vision {self.visions}", write)
            hall.wait_for("vision")
        else:
            hall.everyone(write)
        self.all_clocks_agree()
        hall.everyone(lambda _n, phone: phone.look())
        hall.everyone(self._agree_with_two)
        self.every_card_lies_on_its_board()
        for host in hall.hosts:
            self._tidy_and_picture(host)
        self.every_card_lies_on_its_board()
        self.every_support_counts_once()

    def _agree_with_two(self, n: int, phone: Any) -> None:
        others = [card for card in phone.cards if card["text"] != f"In Runde {self.visions} sitzt Gast {n}"]
        for place in {(n * 7) % len(others), (n * 11 + 3) % len(others)}:
            self.hall.support(n, others[place]["id"])

    def _tidy_and_picture(self, host: Any) -> None:
        board = host.look()
        loose = [card["id"] for card in board["loose"]]
        if self.visions == 1 and len(loose) >= 5:
            host.make_cluster(loose[:2])
            host.hide(loose[2])
            host.merge(loose[3], loose[4])
        standing = board["vision"]["current"]
        kept = [{"text": s["text"], "statements": []} for s in standing["sentences"]] if standing else []
        text = f"In Feld {host.field['number']} ist in Bild {self.visions} alles gut."
        host.write_vision([*kept, {"text": text, "statements": loose[:1]}])
        before = self.hall.told.visions.get(host.field["id"], "")
        self.hall.told.visions[host.field["id"]] = f"{before} {text}".strip()

    def every_card_lies_on_its_board(self) -> None:
        shown = {card["id"]: card["text"] for card in self.hall.cards_on_boards().values()}
        assert shown == self.hall.told.cards

    def every_support_counts_once(self) -> None:
        """A card's number is the number of people who agree with it or with a card laid under it."""
        given = self.hall.told.supporters
        for card in self.hall.cards_on_boards().values():
            if card["support"] is not None:
                people = set(given[card["id"]]).union(*(given[under["id"]] for under in card["under"]))
                assert card["support"] == len(people), card

    # --- the choice ---

    def choice(self) -> None:
        hall = self.hall
        hall.wait_for("choice")
        self._propose_a_tool()
        vote = hall.ada.vote
        self.plenary, self.places = vote["scope"] == "plenary", vote["places"]
        hall.ada.open_vote()
        hall.everyone(lambda _n, phone: phone.look())
        self._note_the_ballots_tools()
        wanted = self._what_people_want(vote["budget"], vote["cap"])
        voters = sorted(wanted)
        first = {n: ({} if n % 10 == 7 else points) for n, points in wanted.items()}

        def cast(n: int, _phone: Any) -> None:
            hall.vote(n, first[n])

        if self.crashes:
            self.crash("choice", cast, voters)
            hall.everyone(lambda _n, phone: phone.look())
        else:
            hall.everyone(cast, voters)
        hall.everyone(lambda n, _phone: hall.vote(n, wanted[n]), [n for n in voters if first[n] != wanted[n]])
        self._vote_on_paper(vote["id"])
        self._nobody_votes_twice(voters[0], vote["id"])
        self.all_clocks_agree()
        stage = hall.stage()["vote"]
        assert (stage["done"], stage["of"]) == (len(voters) + len(self.paper), len(hall.phones) + 1)
        everybody = hall.everyone(lambda n, phone: phone.own_ballot(vote["id"])["points"], voters)
        assert everybody == [wanted[n] for n in voters]

    def _propose_a_tool(self) -> None:
        ben, hall = self.hall.phones[0], self.hall
        proposed = ben.propose("Bens Ruderbank", "Eine Bank, auf der man gemeinsam rudert.")
        host = next(host for host in hall.hosts if host.field["id"] == ben.field["id"])  # type: ignore[index]
        hall.ada.post(f"tools/{proposed['tool']}/admission", admission="admitted")
        assert [tool["title"] for tool in host.look()["tools"] if tool["proposed"]] == ["Bens Ruderbank"]

    def _note_the_ballots_tools(self) -> None:
        for phone in self.hall.phones:
            for sheet in phone.scene["sheets"]:
                if sheet["field"]["id"] not in self.tools:
                    self.fields.append(sheet["field"])
                    self.tools[sheet["field"]["id"]] = sheet["tools"]
        self.fields.sort(key=lambda field: field["number"])

    def _what_people_want(self, budget: int, cap: int) -> dict[int, dict[str, int]]:
        """Each phone's final ballot: some never vote, some abstain, and field 1 ends in a tie across the last place."""
        wanted: dict[int, dict[str, int]] = {}
        turn = 0
        for n, phone in enumerate(self.hall.phones):
            if n % 17 == 3:
                continue
            tools = [tool["id"] for tool in phone.tools]
            random, points = Random(n), dict.fromkeys(tools, 0)
            if n % 13 == 5:
                wanted[n] = {}
                continue
            if not self.plenary and phone.field["number"] == 1 and len(tools) > self.places:  # type: ignore[index]
                turn += 1
                wanted[n] = dict.fromkeys(tools[: self.places - 1], 1) | {tools[self.places - 1 + turn % 2]: 1}
                continue
            for tool in random.choices(tools, k=budget):
                points[tool] = min(cap, points[tool] + 1)
            wanted[n] = {tool: given for tool, given in points.items() if given}
        if turn % 2:  # an odd voter would break the tie
            last = max(
                n
                for n, phone in enumerate(self.hall.phones)
                if n in wanted and wanted[n] and phone.field["number"] == 1
            )  # type: ignore[index]
            wanted[last] = {next(iter(wanted[last])): 1}
        return wanted

    def _vote_on_paper(self, vote_id: str) -> None:
        """A guest without a phone sits down at table 1 and fills in a card; typed in twice it counts once."""
        host = self.hall.hosts[0]
        seat = self.hall.ada.post(f"tables/{host.look()['table']['id']}/seats", name="")
        field = host.field["id"]
        points = {self.tools[field][0]["id"]: 1}
        paper = {"number": seat["number"], "points": points, "ballot_id": ballot_id()}
        for _ in range(2):
            self.hall.ada.post(f"votes/{vote_id}/paper-ballots", **paper)
        self.paper.append(("" if self.plenary else field, points))
        with pytest.raises(Refused, match="already_voted"):
            self.hall.ada.post(f"votes/{vote_id}/paper-ballots", **{**paper, "ballot_id": ballot_id()})

    def _nobody_votes_twice(self, n: int, vote_id: str) -> None:
        phone = self.hall.phones[n]
        own = phone.ballot_ids.pop(vote_id)
        with pytest.raises(Refused, match="already_voted"):
            phone.cast({phone.tools[0]["id"]: 1}, vote_id)
        phone.ballot_ids[vote_id] = own

    # --- results ---

    def results(self) -> None:
        hall = self.hall
        ben = hall.phones[0]
        ben.wait_for("results")
        vote = hall.ada.vote
        with pytest.raises(Refused, match="vote_not_open"):
            ben.cast({self.tools[self.fields[0]["id"]][0]["id"]: 1}, vote["id"])
        hall.ada.seal()
        assert ben.look()["votes"][0]["fields"] == []  # counted, and still hidden from everybody
        for method, field in zip(["all", "draw"] * len(self.fields), self.fields, strict=False):
            hall.ada.reveal(field["id"])
            shown = hall.stage()["shown"]
            assert shown["field"]["id"] == field["id"]
            ours = self.our_count(field["id"])
            if any(row.place == "tie" for row in ours):
                self.ties_decided[field["id"]] = hall.ada.decide_tie(field["id"], method)
            assert shown["ballots"] == len(self.ballots_for(field["id"]))
        hall.ada.take_into_plan()

    # --- what must hold ---

    def crash(self, where: str, deed: Any, who: Any = None) -> None:
        """The server dies in the middle of it. The clock knows when it was due, whatever happened meanwhile."""
        due = self.hall.clocks()["stage"]["due"]
        answered = self.hall.everyone_through_a_crash(deed, who)
        assert 0 < answered < len(self.hall.phones if who is None else who)
        assert self.hall.clocks()["stage"]["due"] == due
        self.crashed_in.append(where)

    def all_clocks_agree(self) -> None:
        clocks = self.hall.clocks()
        assert len({clock["due"] for clock in clocks.values()}) == 1, clocks
        assert spread(clock["left_seconds"] for clock in clocks.values()) <= 1, clocks

    def nothing_was_lost(self) -> None:
        hall = self.hall
        for n, phone in enumerate(hall.phones):
            phone.look()
            own = {card["id"] for card in phone.mine["cards"]}
            texts = {card["text"] for card in phone.mine["cards"]}
            assert len(own) == self.visions == len(texts), n
            assert own <= set(hall.told.cards)
        vote_id = next(iter(hall.phones[0].ballot_ids))
        voters = sorted(hall.told.ballots)
        seen = hall.everyone(lambda _n, phone: phone.own_ballot(vote_id)["points"], voters)
        assert seen == [hall.told.ballots[n][1] for n in voters]
        counted_votes = hall.anybody.get(f"/w/{hall.code}/results")["votes"]
        assert [len(vote["fingerprints"]) for vote in counted_votes] == [len(voters) + len(self.paper)]

    def ballots_for(self, field_id: str) -> list[dict[str, int]]:
        """What the phones were told to vote, and the paper; of a plenary vote everything counts in every field."""
        every = [*self.hall.told.ballots.values(), *self.paper]
        known = {tool["id"] for tool in self.tools[field_id]}
        mine = [points for field, points in every if self.plenary or field == field_id]
        return [{tool: n for tool, n in points.items() if tool in known} for points in mine]

    def our_count(self, field_id: str) -> list[Row]:
        return counted(self.tools[field_id], self.ballots_for(field_id), self.places)

    def our_choice(self, field_id: str) -> list[str]:
        """The tools that are in, with the tie decided as it was said."""
        rows = self.our_count(field_id)
        chosen = [row.tool["id"] for row in rows if row.place == "in"]
        tied = [row.tool["id"] for row in rows if row.place == "tie"]
        if tied:
            assert field_id in self.ties_decided, "our own count finds a tie that nobody was asked to decide"
            decided = self.ties_decided[field_id]
            left = self.places - len(chosen)
            chosen += tied if decided["method"] == "all" else drawn(tied, decided["seed"])[:left]
        return chosen

    def the_documents_agree_with_our_own_count(self) -> None:
        for name, expected in (
            ("priorisierte-werkzeuge", self.expected_ranking()),
            ("werkstattplan", self.expected_plan()),
        ):
            assert from_json(self.hall.document(name, "json"))[1:] == expected, name
            assert from_xlsx(self.hall.document(name, "xlsx"))[1:] == expected, name
            in_csv = from_csv(self.hall.document(name, "csv"))
            assert in_csv[1:] == [[_no_formula(cell) for cell in row] for row in expected], name

    def one_wrong_point_would_be_seen(self) -> None:
        """The control: had one phone been told something else, the documents would not agree."""
        n = next(n for n, (_field, points) in self.hall.told.ballots.items() if points)
        self.hall.told.ballots[n] = (self.hall.told.ballots[n][0], {})
        with pytest.raises(AssertionError):
            self.the_documents_agree_with_our_own_count()

    def expected_ranking(self) -> list[list[str]]:
        rows = []
        for field in self.fields:
            ours, chosen = self.our_count(field["id"]), self.our_choice(field["id"])
            shows = len(self.ballots_for(field["id"])) >= 5
            for row in ours:
                is_in = "ja" if row.tool["id"] in chosen else "nein"
                tie = "um die letzten Plätze" if row.place == "tie" else "gleicher Rang" if row.shares else ""
                decided = self.ties_decided.get(field["id"], {})
                how = {"all": "alle aufgenommen", "draw": f"Los, Startwert {decided.get('seed')}"}.get(
                    decided.get("method", "")
                )
                rows.append(
                    [
                        field["title"], str(row.rank), row.tool["title"],
                        "Vorschlag" if row.tool["proposed"] else ART[row.tool["kind"]],
                        str(row.points) if shows else "", str(row.people) if shows else "",
                        is_in, is_in, tie, how if row.place == "tie" and how else "",
                    ]
                )  # fmt: skip
        return rows

    def expected_plan(self) -> list[list[str]]:
        years = len(self.hall.ada.get("office/plan")["years"])
        rows = []
        for field in self.fields:
            chosen = self.our_choice(field["id"])
            mine = [tool for tool in self.tools[field["id"]] if tool["id"] in chosen]
            mine.sort(key=lambda tool: (ART_ORDER.index(tool["kind"]), alphabetical(tool["title"])))
            for tool in mine:
                sheet = self.hall.anybody.get(f"/w/{self.hall.code}/tools/{tool['id']}")["tool"]
                known = tool["kind"] == "existing"
                bodies = "; ".join(sheet["institutions"]) if known else ""
                places = "; ".join(sheet["places"]) if known else ""
                head = [field["title"], self.hall.told.visions[field["id"]]]
                rows.append([*head, tool["title"], bodies, places, *[""] * years])
        return rows


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
