"""How cost grows: with the phones in the hall, and with what lies in the database from other days."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import insert

from bench.days import sustained
from bench.hall import a_hall
from bench.rows import RATIO, Figures
from facilitation import archive
from facilitation.config import from_environment
from facilitation.database import new_id
from facilitation.house import House
from facilitation.participants import Participant

WORKSHOPS, PEOPLE = 50, 20_000


def with_phones(counts: tuple[int, ...]) -> Figures:
    """CPU and frames per ballot at full speed for halls of growing size, and the memory they take."""
    cpu, frames, figures = {}, {}, {}
    for count in counts:
        with a_hall(count) as hall:
            hall.open_vote()
            told = sustained(hall, count)
            figures[f"growth: memory with {count} phones"] = (hall.cost.memory / 1024, "MB")
        cpu[count] = next(value for name, (value, _unit) in told.items() if name.startswith("CPU per ballot"))
        frames[count] = told[f"frames per ballot, {count} phones"][0]
        figures[f"growth: CPU per ballot, {count} phones"] = (cpu[count], "ms")
        figures[f"growth: frames per ballot, {count} phones"] = (frames[count], "")
    least, most = counts[0], counts[-1]
    base = min((count for count in counts if count >= 300), default=least)
    figures[f"CPU per ballot, {most} / {base} phones"] = (cpu[most] / cpu[base], RATIO)
    figures["frames per ballot, most / fewest phones"] = (frames[most] / max(1e-9, frames[least]), RATIO)
    return figures


def with_days(phones: int) -> Figures:
    """A fresh installation, and one with the workshops and people of many days."""
    with a_hall(phones) as hall:
        hall.open_vote()
        fresh = sustained(hall, 300)["CPU per ballot"][0]
    with a_hall(after=_seed) as hall:
        joining = hall.do("arrive", count=phones, within=phones / 40)
        hall.open_vote()
        later = sustained(hall, 300)["CPU per ballot"][0]
    return {
        "CPU per ballot, after 50 workshops and 20,000 people / fresh": (later / fresh, RATIO),
        "CPU per arrival after 50 workshops and 20,000 people": (joining["cpu"] / phones, "ms"),
    }


def _seed(data_dir: Path) -> None:
    """Many workshops with their people, written beside the running server."""
    house = House(from_environment({"DATA_DIR": str(data_dir)}))
    template, now = archive.read_template("kreis-dueren"), house.clock.now()
    for _ in range(WORKSHOPS):
        made = house.write(archive.build, template=template)
        rows = [
            {
                "id": new_id(), "workshop_id": made["workshop"], "number": n, "kind": "person", "name": f"Gast {n}",
                "institution": f"Haus {n % 9}", "lang": "de", "key_hash": secrets.token_hex(32), "joined_at": now,
            }
            for n in range(1, PEOPLE // WORKSHOPS + 1)
        ]  # fmt: skip
        with house.engine.begin() as connection:
            connection.execute(insert(Participant), rows)
    house.close()
