"""One day in real browsers against the real server, in the order in which it happens: the tests share one hall.

Nothing in it waits for a fixed time. After every test, no page may have had a script error, a broken content policy or
a request to a foreign host.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.hall import PATIENCE, Hall, connected, soon
from tests.browser.watch import Watch
from tests.real_server import RealServer

pytestmark = [pytest.mark.day, pytest.mark.timeout(240)]

LITERAL = "<b>Der Bus</b> & die <img src=x onerror=alert(1)> Bahn kommen „pünktlich“."
NO_SCRIPT = "Auch ohne Technik kommt man überall hin."
BEGUN = "Im Dorf gibt es wieder"
SECRET = {"points", "rank", "rows", "people_of", "share", "ranking"}


@pytest.fixture(scope="module")
def hall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    expect.set_options(timeout=PATIENCE)
    with RealServer(tmp_path_factory.mktemp("day")) as server:
        made = Hall(browser, server)
        yield made
        made.close()
        expect.set_options(timeout=None)
        assert server.tracebacks == ""


@pytest.fixture(autouse=True)
def nothing_went_wrong_on_any_page(hall: Hall) -> Iterator[None]:
    yield
    assert hall.watch.faults == []


def test_the_watch_sees_what_it_is_there_for(hall: Hall) -> None:
    """The control: one fault of each kind, on a page of its own with a watch of its own."""
    watch = Watch(hall.server.url)
    context = hall.ben.context.browser.new_context(locale="de-DE")  # type: ignore[union-attr]
    watch.follow(context, "control")
    page = context.new_page()
    page.route("http://fremd.example/**", lambda route: route.abort())
    page.set_content("<img src='http://fremd.example/x.png'>")
    page.goto(f"{hall.server.url}/w/{hall.code}/")
    page.evaluate("setTimeout(() => { throw new Error('mit Absicht'); })")
    page.evaluate("document.body.append(Object.assign(document.createElement('style'), {textContent: 'p{}'}))")
    soon(lambda: {fault.kind for fault in watch.faults} == {"foreign", "error", "console"})
    assert any("Content Security Policy" in fault.text for fault in watch.faults)
    context.close()


# --- arriving ---


def test_three_phones_join_one_of_them_without_script_and_the_wall_counts_them(hall: Hall) -> None:
    expect(hall.wall.get_by_text("Sie können sich schon anmelden.")).to_be_visible()
    join(hall, hall.ben, name="")
    expect(hall.wall.get_by_text("1 Person ist schon da.")).to_be_visible()
    join(hall, hall.cem, name="Cem")
    expect(hall.wall.get_by_text("2 Personen sind schon da.")).to_be_visible()
    join(hall, hall.emil, name="Emil")
    expect(hall.wall.get_by_text("3 Personen sind schon da.")).to_be_visible()
    expect(hall.cem.locator("#seat > summary")).to_contain_text("Cem")
    expect(hall.ben.locator("#seat > summary")).to_have_text(re.compile(r"^\s*Mein Platz\s+Nr\. \d+\s*$"))
    connected(hall.ben)


def test_tag_beginnen_opens_the_day_and_the_wall_counts_the_whole_hall(hall: Hall) -> None:
    expect(hall.ada.locator("[data-go]")).to_contain_text("Tag beginnen")
    hall.press("[data-go]")
    hall.shows("arrival")
    expect(hall.wall.locator(".present .count")).to_have_text("3")
    for n, phone in enumerate(hall.crowd):
        phone.join(f"Gast {n}", f"Einrichtung {n % 6}")
    expect(hall.wall.locator(".present .count")).to_have_text("25")
    hall.emil.reload()
    expect(hall.emil.get_by_role("heading", name="Stöbern Sie im Werkzeugregal")).to_be_visible()


def test_weiter_by_button_by_space_and_by_the_clicker_moves_every_screen(hall: Hall) -> None:
    hall.press("[data-go]")
    hall.shows("plenum", "Begrüßung")
    hall.press_key(hall.wall, "PageDown")
    hall.shows("plenum", "Impulsvortrag")
    hall.press_key(hall.ada, "Space")
    hall.shows("plenum", "Schule meets Demografie")
    expect(hall.ben.locator("h1")).to_contain_text("Schule meets Demografie")
    expect(hall.wall.locator("h1")).to_contain_text("Schule meets Demografie")


def test_a_wrong_weiter_is_taken_back_on_every_screen(hall: Hall) -> None:
    hall.press("[data-go]")
    hall.shows("break", "Pause")
    hall.press("[data-undo]")
    hall.shows("plenum", "Schule meets Demografie")


# --- the clock ---


def test_wall_cockpit_and_phones_show_the_same_time_left_even_on_a_device_an_hour_off(hall: Hall) -> None:
    soon(hall.clocks_agree)
    ahead = hall.cem.evaluate("Date.now()") - hall.ben.evaluate("Date.now()")
    assert 3_590_000 < ahead < 3_610_000, "the control: this phone's own clock is wrong by an hour"


def test_the_clocks_agree_after_a_reload_too(hall: Hall) -> None:
    for page in (hall.wall, hall.ada, hall.ben, hall.cem):
        page.reload()
        connected(page)
    soon(hall.clocks_agree)


def test_five_minutes_more_are_five_minutes_more_everywhere(hall: Hall) -> None:
    before = hall.ends()
    hall.press("[data-nudge='5']")
    soon(lambda: all(290 < end - before[name] < 310 for name, end in hall.ends().items()))
    soon(hall.clocks_agree)


def test_a_stopped_clock_stands_on_every_screen_and_runs_on(hall: Hall) -> None:
    hall.press("[data-pause]")
    expect(hall.wall.locator(".scene[data-paused]")).to_be_visible()
    expect(hall.wall.get_by_text("Die Uhr steht.")).to_be_visible()
    clock = hall.ben.locator(".top agenda-clock")
    expect(clock).to_have_attribute("data-left", re.compile(r"\d+"))
    stands = clock.inner_text()
    hall.press("[data-pause]")
    expect(hall.wall.locator(".scene[data-paused]")).to_have_count(0)
    expect(clock).not_to_have_text(stands)
    soon(hall.clocks_agree)


def test_aufholen_says_what_it_will_shorten_and_is_taken_back(hall: Hall) -> None:
    side = hall.ada.locator(".forecast")
    late = agenda_json(hall)["forecast"]["slip"]
    hall.send_step("extend", minutes=12 - late)
    expect(side.locator(".slip")).to_contain_text(re.compile("1[12] Min später"))
    expect(side.locator("tr").first).to_contain_text("Runde 1")
    before = {item["title"]: item["minutes_now"] for item in agenda_json(hall)["items"]}
    said = [int(text) for text in side.locator("td.num b").all_inner_texts()]
    hall.press("#press-catch_up button")
    expect(side.locator(".slip")).to_have_text("pünktlich")
    rounds = [item["minutes_now"] for item in agenda_json(hall)["items"] if "Runde" in item["title"]]
    assert [minutes for minutes in rounds if minutes < 45] == said
    hall.press("[data-undo]")
    expect(side.locator(".slip")).to_contain_text("Min später")
    assert {item["title"]: item["minutes_now"] for item in agenda_json(hall)["items"]} == before


def test_a_phone_that_was_cut_off_says_so_and_comes_back_to_the_right_screen(hall: Hall) -> None:
    hall.watch.expect("Ben", "ERR_INTERNET_DISCONNECTED")
    hall.ben.context.set_offline(True)
    expect(hall.ben.locator("[data-offline]")).to_be_visible()
    hall.press("[data-go]")
    expect(hall.cem.locator(".scene[data-activity]")).to_have_attribute("data-activity", "break")
    expect(hall.ben.locator(".scene[data-activity]")).to_have_attribute("data-activity", "plenum")
    hall.ben.context.set_offline(False)
    hall.shows("break")
    connected(hall.ben)
    expect(hall.ben.locator("[data-offline]")).to_be_hidden()
    soon(hall.clocks_agree)


# --- groups ---


def test_einteilen_gives_every_phone_its_table_sign(hall: Hall) -> None:
    hall.go_to("grouping", 2)
    expect(hall.ada.locator(".grouping-words")).to_contain_text("25 Personen warten")
    hall.ada.locator("#divide button").click()
    expect(hall.ada.locator(".grouping-words")).to_contain_text("unterscheiden sich um höchstens 0")
    expect(hall.ada.locator(".grouping-words")).to_contain_text("3 von 3 Wünschen erfüllt")
    hall.emil.reload()
    for phone in (hall.ben, hall.cem, hall.emil):
        expect(phone.locator(".mytable h1")).to_have_text("Mobilität & (Nah-)Versorgung")
        expect(phone.locator(".top .seat")).to_contain_text("4")
    expect(hall.wall.locator(".seats li")).to_have_count(5)
    expect(hall.hanna.locator(".coming-list li")).to_have_count(5)


def test_in_the_move_every_phone_and_the_wall_say_where_to_go(hall: Hall) -> None:
    hall.go_to("move", 1)
    expect(hall.ben.locator(".mytable")).to_contain_text("die Raute")
    expect(hall.wall.get_by_role("heading", name="Bitte an die Tische")).to_be_visible()


# --- the Zukunftsbild ---


def test_a_card_written_without_script_comes_to_the_board_the_phones_and_the_wall(hall: Hall) -> None:
    hall.go_to("vision", 1)
    hall.emil.reload()
    hall.emil.get_by_label("Ihre Aussage").fill(NO_SCRIPT)
    hall.emil.get_by_role("button", name="Anpinnen").click()
    expect(hall.emil.locator(".card-text").first).to_have_text(NO_SCRIPT)
    for page in (hall.ben, hall.cem, hall.hanna):
        expect(page.locator(".card-text", has_text=NO_SCRIPT).first).to_be_visible()


def test_a_card_is_shown_letter_by_letter_on_phone_table_and_wall(hall: Hall) -> None:
    hall.cem.get_by_label("Ihre Aussage").fill(LITERAL)
    hall.cem.get_by_role("button", name="Anpinnen").click()
    expect(hall.cem.get_by_label("Ihre Aussage")).to_have_value("")
    for page in (hall.ben, hall.hanna):
        card = page.locator(".card-text", has_text="onerror").first
        expect(card).to_have_text(LITERAL)
        assert card.locator("b, img").count() == 0
    hall.ada.locator("#show-4 button").click()
    wall = hall.wall.locator(".cards .card", has_text="onerror")
    expect(wall).to_have_text(LITERAL)
    assert wall.locator("b, img").count() == 0
    expect(hall.wall.locator(".cards .card")).to_have_count(2)


def test_agreeing_counts_once_and_is_seen_at_the_table(hall: Hall) -> None:
    card = hall.ben.locator(".card", has_text=NO_SCRIPT).first
    card.get_by_role("button", name="Zustimmen").click()
    expect(card.get_by_role("button", name="Zugestimmt")).to_have_attribute("aria-pressed", "true")
    at_the_table = hall.hanna.locator(".card", has_text=NO_SCRIPT)
    expect(at_the_table).to_contain_text("1 stimmt zu")
    others = hall.emil.locator(".card", has_text=LITERAL)
    hall.emil.reload()
    others.get_by_role("button", name="Zustimmen").click()
    expect(others.get_by_role("button", name="Zugestimmt")).to_be_visible()
    expect(hall.hanna.locator(".card", has_text="onerror")).to_contain_text("1 stimmt zu")
    hall.ben.reload()
    expect(card.get_by_role("button", name="Zugestimmt")).to_be_visible()


def test_who_needs_more_time_says_so_and_ada_sees_how_many_and_not_who(hall: Hall) -> None:
    hall.emil.get_by_role("button", name="Ich brauche noch Zeit").click()
    expect(hall.ada.get_by_text("1 braucht noch Zeit")).to_be_visible()
    hall.emil.get_by_role("button", name="Ich bin fertig").click()
    expect(hall.ada.get_by_text("braucht noch Zeit")).to_have_count(0)


def test_words_begun_survive_pushes_a_reload_and_a_change_of_scene(hall: Hall) -> None:
    field = hall.ben.get_by_label("Ihre Aussage")
    field.press_sequentially(BEGUN)
    hall.emil.get_by_label("Ihre Aussage").fill("Noch eine Karte vom Tisch.")
    hall.emil.get_by_role("button", name="Anpinnen").click()
    expect(hall.ben.locator(".card-text", has_text="Noch eine Karte")).to_be_visible()
    expect(field).to_have_value(BEGUN)
    expect(field).to_be_focused()
    hall.ben.reload()
    connected(hall.ben)
    expect(field).to_have_value(BEGUN)
    hall.press("[data-go]")
    expect(hall.cem.locator(".scene[data-activity]")).to_have_attribute("data-activity", "move")
    expect(hall.ben.locator(".mytable h1")).to_have_text("Leben & Wohnen")
    hall.press("[data-undo]")
    hall.shows("vision")
    expect(field).to_have_value(BEGUN)
    field.fill(f"{BEGUN} einen Laden.")
    hall.ben.get_by_role("button", name="Anpinnen").click()
    expect(hall.hanna.locator(".card-text", has_text=f"{BEGUN} einen Laden.")).to_be_visible()


def test_a_card_written_offline_waits_on_the_phone_and_is_pinned_once(hall: Hall) -> None:
    words = "Der Rufbus kommt auch sonntags."
    hall.ben.context.set_offline(True)
    hall.ben.get_by_label("Ihre Aussage").fill(words)
    hall.ben.get_by_role("button", name="Anpinnen").click()
    expect(hall.ben.locator("waiting-cards .is-waiting")).to_contain_text(words)
    hall.ben.context.set_offline(False)
    expect(hall.ben.locator("waiting-cards .is-waiting")).to_have_count(0, timeout=30_000)
    expect(hall.hanna.locator(".card-text", has_text=words)).to_have_count(1)


def test_the_table_saves_a_zukunftsbild_and_agrees_with_it(hall: Hall) -> None:
    hall.hanna.locator("#sentence-0").fill("Ohne Auto kommt man überall hin.")
    hall.hanna.get_by_role("button", name="Speichern").click()
    expect(hall.hanna.locator("#vision-stand")).to_contain_text("Fassung 1")
    hall.hanna.get_by_role("button", name="Der Tisch ist einverstanden").click()
    expect(hall.hanna.locator(".agreed")).to_be_visible()
    expect(hall.wall.locator(".question").first).to_be_visible()  # a new scene begins with its questions
    hall.ada.locator("#show-4 button").click()
    expect(hall.wall.locator("blockquote.picture")).to_have_text("Ohne Auto kommt man überall hin.")


# --- the choice ---


def test_the_vote_is_opened_by_its_own_press_and_its_turnout_hangs_on_the_wall(hall: Hall) -> None:
    hall.go_to("vision", 2)
    expect(hall.ben.locator(".top .seat")).to_contain_text("5")
    hall.go_to("choice")
    expect(hall.ben.locator(".top .seat")).to_contain_text("4")
    expect(hall.ben.get_by_role("heading", name="Werkzeuge Ihres Feldes")).to_be_visible()
    expect(hall.ben.locator("ballot-points")).to_have_count(0)
    vote_press(hall, "opening").click()
    expect(hall.ben.locator("ballot-points")).to_be_visible()
    expect(hall.wall.locator(".turnout .sum")).to_have_text(re.compile(r"^0 von 25$"))


def test_ben_votes_with_plus_and_minus_and_is_told_when_he_has_spent_all(hall: Hall) -> None:
    expect(left(hall.ben)).to_have_text("5 Punkte übrig")
    for tool in (0, 0, 0, 1, 1):
        step(hall.ben, tool, 1)
    expect(left(hall.ben)).to_have_text("0 Punkte übrig")
    step(hall.ben, 2, 1)
    expect(hall.ben.locator(".ballot-end [data-status]")).to_have_text(
        "Ihre fünf Punkte sind verteilt. Nehmen Sie zuerst irgendwo einen Punkt weg."
    )
    step(hall.ben, 0, -1)
    step(hall.ben, 2, 1)
    expect(left(hall.ben)).to_have_text("0 Punkte übrig")


def test_a_ballot_sent_offline_is_not_lost_and_counts_once(hall: Hall) -> None:
    hall.ben.context.set_offline(True)
    hall.ben.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(hall.ben.locator(".ballot-end [data-status]")).to_contain_text("Gerade keine Verbindung.")
    hall.ben.context.set_offline(False)
    hall.ben.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(hall.ben.locator("[data-receipt]")).to_be_visible()
    expect(hall.ben.locator("[data-receipt] [data-fingerprint]")).to_have_text(re.compile(r"^[0-9a-f]{4}-[0-9a-f]{4}$"))
    expect(hall.wall.locator(".turnout .sum")).to_have_text("1 von 25")


def test_the_receipt_stays_after_a_reload_and_the_ballot_can_be_changed(hall: Hall) -> None:
    hall.ben.reload()
    expect(hall.ben.locator("[data-receipt]")).to_be_visible()
    mark = hall.ben.locator("[data-receipt] [data-fingerprint]").inner_text()
    hall.ben.get_by_role("button", name="Stimmzettel ändern").click()
    step(hall.ben, 1, -1)
    step(hall.ben, 0, 1)
    hall.ben.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(hall.ben.locator("[data-receipt]")).to_be_visible()
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}", mark)
    expect(hall.wall.locator(".turnout .sum")).to_have_text("1 von 25")


def test_cem_votes_by_keyboard_alone(hall: Hall) -> None:
    more = hall.cem.locator("ballot-points [data-step='1']")
    expect(more.first).to_be_visible()
    hall.cem.locator("body").evaluate("() => document.activeElement.blur()")
    tab_to(hall.cem, ".ballot li:first-child [data-step='1']")
    for _ in range(3):
        hall.cem.keyboard.press("Enter")
    expect(left(hall.cem)).to_have_text("2 Punkte übrig")
    tab_to(hall.cem, ".ballot li:nth-child(2) [data-step='1']")
    hall.cem.keyboard.press("Space")
    hall.cem.keyboard.press("Space")
    expect(left(hall.cem)).to_have_text("0 Punkte übrig")
    tab_to(hall.cem, ".ballot-end .button-go")
    hall.cem.keyboard.press("Enter")
    expect(hall.cem.locator("[data-receipt]")).to_be_visible()
    expect(hall.wall.locator(".turnout .sum")).to_have_text("2 von 25")


def test_emil_votes_without_script_and_changes_his_ballot(hall: Hall) -> None:
    hall.emil.reload()
    fields = hall.emil.locator("input[data-points]")
    fields.nth(0).fill("3")
    fields.nth(1).fill("3")
    hall.watch.expect("Emil", "/ballots")
    hall.emil.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(hall.emil.get_by_role("alert")).to_be_visible()
    hall.emil.go_back()
    fields.nth(0).fill("2")
    fields.nth(1).fill("3")
    hall.emil.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(hall.emil.get_by_role("heading", name="Ihr Stimmzettel liegt im Kasten.")).to_be_visible()
    mark = hall.emil.locator(".given .fingerprint").first.inner_text()
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}", mark)
    expect(fields.nth(0)).to_have_value("2")
    fields.nth(0).fill("1")
    hall.emil.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(hall.emil.get_by_text("Er vergibt 4 Punkte.")).to_be_visible()
    expect(hall.wall.locator(".turnout .sum")).to_have_text("3 von 25")


def test_everybody_votes_and_nowhere_is_a_point_to_be_seen_before_the_reveal(hall: Hall) -> None:
    before: Counter[int] = Counter()
    for phone in hall.crowd:
        phone.look()
        number = phone.field["number"]  # type: ignore[index]
        phone.cast(wish([tool["id"] for tool in phone.tools], number, before[number]))
        before[number] += 1
    expect(hall.wall.locator(".turnout .sum")).to_have_text("25 von 25")
    assert secrets_told(hall) == set()
    assert figures_shown(hall) <= {"5", "3"}, "only the rules speak of points: five to give, three on one tool"


def test_shutting_can_be_taken_back_and_a_late_ballot_keeps_its_draft(hall: Hall) -> None:
    hall.ben.get_by_role("button", name="Stimmzettel ändern").click()
    step(hall.ben, 2, -1)
    vote_press(hall, "shutting").click()
    expect(hall.ben.get_by_role("heading", name="Die Abstimmung ist geschlossen.")).to_be_visible()
    vote_press(hall, "shutting/undo").click()
    expect(hall.ben.locator("ballot-points")).to_be_visible()
    expect(left(hall.ben)).to_have_text("1 Punkt übrig")
    step(hall.ben, 2, 1)
    hall.ben.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(hall.ben.locator("[data-receipt]")).to_be_visible()
    vote_press(hall, "shutting").click()
    expect(hall.ben.locator(".proof [data-fingerprint]")).to_have_text(re.compile(r"^[0-9a-f]{4}-[0-9a-f]{4}$"))


def test_counting_reveals_nothing_yet(hall: Hall) -> None:
    vote_press(hall, "sealing").click()
    expect(hall.ada.locator(".vote-state")).to_contain_text("ausgezählt")
    hall.go_to("results")
    expect(hall.wall.get_by_role("heading", name="Gleich decken wir auf")).to_be_visible()
    expect(hall.ben.get_by_role("heading", name="Gleich kommt das Ergebnis.")).to_be_visible()
    assert secrets_told(hall) == set()


def test_the_reveal_of_a_field_shows_its_ranking_on_wall_and_phones(hall: Hall) -> None:
    """Field 4: Ben gave 3, 1 and 1, Cem 3 and 2, Emil 1 and 3, and two more 3 and 2 each."""
    vote_press(hall, "reveals").nth(3).click()
    expect(hall.wall.locator("table.ranking")).to_be_visible()
    for place, points in enumerate(("13", "10", "1", "0")):
        expect(hall.wall.locator("td.points").nth(place)).to_have_text(points)
    expect(hall.wall.locator(".basis")).to_contain_text("5 Stimmen")
    expect(hall.cem.locator(".result-list li").first).to_contain_text("13 Punkte")
    expect(hall.hanna.locator(".result-list tbody tr").first).to_contain_text("13")
    hall.emil.goto(f"/w/{hall.code}/")
    expect(hall.emil.locator(".result-list li").first).to_contain_text("13 Punkte")
    told = secrets_told(hall)
    assert {"points", "rank"} <= told, "the control: what was looked for before is there now"
    assert "13" in figures_shown(hall)


def test_a_tie_across_the_last_place_waits_until_ada_decides(hall: Hall) -> None:
    vote_press(hall, "reveals").first.click()
    expect(hall.wall.locator(".tie")).to_contain_text("Gleichstand")
    expect(hall.ben.locator(".note", has_text="Gleichstand auf Rang 5.")).to_contain_text("Die Moderation sagt gleich")
    vote_press(hall, "ties").first.click()
    expect(hall.wall.locator(".tie")).to_contain_text("Entschieden")
    expect(hall.ben.locator(".note", has_text="Gleichstand auf Rang 5.")).to_contain_text("aufgenommen")


def test_the_plan_is_taken_over_when_every_field_is_revealed(hall: Hall) -> None:
    reveal = vote_press(hall, "reveals")
    for left_over in (3, 2, 1):
        expect(reveal).to_have_count(left_over)
        reveal.first.click()
    vote_press(hall, "plan").click()
    expect(vote_press(hall, "plan")).to_have_count(0)
    hall.go_to("closing")
    expect(hall.ben.locator(".pegs .peg").first).to_be_visible()


def test_a_phone_finds_its_own_ballot_on_the_public_list(hall: Hall) -> None:
    hall.ben.goto(f"/w/{hall.code}/results")
    mark = hall.ben.locator("[data-proof] [data-fingerprint]").first
    expect(mark).to_have_text(re.compile(r"^[0-9a-f]{4}-[0-9a-f]{4}$"))
    listed = hall.ben.locator(".fingerprints li").all_text_contents()
    assert len(listed) == 25
    assert mark.inner_text() in listed


def test_the_office_downloads_every_document_and_the_plan_in_every_format(hall: Hall) -> None:
    hall.dora.goto(f"/w/{hall.code}/office")
    with hall.dora.expect_download() as saved:
        hall.dora.locator("a[href$='werkstattplan.xlsx']").click()
    assert saved.value.suggested_filename.endswith(".xlsx")
    addresses = [link.get_attribute("href") or "" for link in hall.dora.locator("a[download]").all()]
    of_plan = [address for address in addresses if "/werkstattplan." in address]
    assert {address.rpartition(".")[2] for address in of_plan} == {"pdf", "docx", "xlsx", "ods", "csv", "json"}
    by_document: dict[str, list[str]] = {}
    for address in addresses:
        by_document.setdefault(address.rpartition(".")[0], []).append(address)
    in_turn = [of_one[place % len(of_one)] for place, of_one in enumerate(by_document.values())]
    for address in (*of_plan, *in_turn):
        answer = hall.dora.context.request.get(address)
        assert answer.status == 200, address
        assert len(answer.body()) > (20 if address.endswith(".csv") else 100), address  # an empty table is its head
    stranger = hall.emil.context.request.get(addresses[0])
    assert stranger.status == 403, "the control: a phone gets none of it"


# --- doors ---


def test_a_revoked_link_puts_the_table_out_at_once(hall: Hall) -> None:
    hall.watch.expect("Hanna", "403")
    hall.dora.goto(f"/w/{hall.code}/moderation/doors")
    hall.dora.on("dialog", lambda dialog: dialog.accept())
    table = hall.dora.locator(".links-list li", has_text="Tisch 4")
    table.get_by_role("button", name="Sperren").click()
    expect(hall.hanna.locator(".desk-scene")).to_have_count(0, timeout=3000)
    expect(hall.hanna.get_by_role("heading", name="Das ging nicht")).to_be_visible()
    expect(hall.wall.locator(".scene[data-activity=closing]")).to_be_visible()


def test_the_day_ends_on_every_screen(hall: Hall) -> None:
    hall.press("[data-go]")
    expect(hall.wall.locator(".scene[data-activity=over]")).to_be_visible()
    expect(hall.cem.locator(".scene[data-activity=over]")).to_be_visible()
    expect(hall.ada.locator(".now-head")).to_contain_text("Der Tag ist beendet")
    assert hall.watch.requests > 100, "the control: the pages were really watched"


# --- what people do ---


def join(hall: Hall, page: Page, name: str) -> None:
    """By the poster's address; everybody likes field 4 best."""
    page.goto(f"/w/{hall.code}/")
    if name:
        page.get_by_label("Wie dürfen wir Sie nennen?").fill(name)
    page.locator(".wish[data-field='4']").click()
    page.get_by_role("button", name="Dabei sein").click()
    expect(page.locator("#seat")).to_be_visible()


def vote_press(hall: Hall, path: str) -> Locator:
    """Ada's buttons for the vote in hand, by what they do."""
    return hall.ada.locator(f".vote-state form[action$='/{path}'] button")


def left(page: Page) -> Locator:
    return page.locator("[data-left]")


def step(page: Page, tool: int, by: int) -> None:
    """One tap on + or −, also where the button will only explain why it cannot."""
    button = page.locator(".ballot li").nth(tool).locator(f"[data-step='{by}']")
    expect(button).to_be_visible()
    button.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    box = button.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def tab_to(page: Page, selector: str) -> None:
    """Tab on until the focus is there, as long as it takes to go once around the page."""
    for _ in range(120):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {selector}")


def wish(tools: list[str], field: int, before: int) -> dict[str, int]:
    """In field 1 a tie across the fifth place; elsewhere three points for the first tool and two for the second."""
    if field != 1:
        return {tools[0]: 3, tools[1]: 2}
    return dict.fromkeys(tools[:4], 1) | ({tools[4 + before % 2]: 1} if before < 4 else {})


def agenda_json(hall: Hall) -> Any:
    return hall.json(hall.ada, f"/w/{hall.code}/moderation/agenda")


def secrets_told(hall: Hall) -> set[str]:
    """Which names of secret things stand anywhere in what the faces are told."""
    base = f"/w/{hall.code}"
    told = [
        hall.json(hall.ada, f"{base}/moderation"), hall.json(hall.ada, f"{base}/moderation/votes"),
        hall.json(hall.wall, f"{base}/stage"), hall.json(hall.hanna, f"{base}/table/4"),
        hall.json(hall.ben, f"{base}/phone"), hall.json(hall.emil, f"{base}/results"),
    ]  # fmt: skip
    return names_in(told) & SECRET


def names_in(state: Any) -> set[str]:
    if isinstance(state, dict):
        return set(state) | {name for value in state.values() for name in names_in(value)}
    if isinstance(state, list):
        return {name for value in state for name in names_in(value)}
    return set()


def figures_shown(hall: Hall) -> set[str]:
    """Every figure before the word Punkte, and every figure in a column of points, on the shared screens."""
    texts = [page.locator("body").inner_text() for page in (hall.wall, hall.ada, hall.hanna)]
    columns = hall.wall.locator("td.points").all_inner_texts()
    return {figure for text in texts for figure in re.findall(r"(\d+) Punkte?\b", text)} | set(columns)
