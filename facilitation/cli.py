"""The command line: one JSON object on stdout, messages on stderr, exit 0 or 1 (docs/protocol.md)."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from facilitation import (
    __version__,
    access,
    archive,
    certificates,
    config,
    doctor,
    documents,
    fields,
    organisers,
    start,
    tools,
    verification,
)
from facilitation.addresses import base_address
from facilitation.errors import Refusal
from facilitation.house import House
from facilitation.imports import apart, columns
from facilitation.imports.report import report_of
from facilitation.imports.taking_over import take_over
from facilitation.standby import taking_over
from facilitation.texts import translations
from facilitation.web import problems
from facilitation.web.refusals import phrase
from facilitation.workshop import by_code


def run(argv: list[str]) -> int:
    """Parse and run. Refusals and file errors become a message on stderr and exit 1."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], Any] = arguments.run
    try:
        answer = command(arguments)
    except Refusal as refusal:
        _tell(f"{phrase(refusal)}\n{refusal.code}: {json.dumps(refusal.facts, ensure_ascii=False, default=str)}")
        return 1
    except OSError as error:
        _tell(str(error))
        return 1
    except _Failed as failed:
        print(json.dumps(failed.args[0], ensure_ascii=False))
        return 1
    if answer is not None:
        print(json.dumps(answer, ensure_ascii=False))
    return 0


class _Failed(Exception):
    """It did not work, and what is to be printed says why."""


class _Parser(argparse.ArgumentParser):
    """Wrong use exits 1, as everything that did not work."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="facilitation", description="Zukunftswerkstatt live")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve on the LAN (what run.py starts)")
    serve.add_argument("--reload", action="store_true", help="start again when a source file changes")
    serve.add_argument("--no-browser", action="store_true", help="do not open the moderator's page")
    serve.set_defaults(run=_serve)

    takeover = commands.add_parser("takeover", help="go on with another machine's day from its copy (STANDBY_DIR)")
    takeover.add_argument("folder", type=Path, help="the stick or folder the copy lies on")
    takeover.add_argument("--anyway", action="store_true", help="although the other machine seems to live")
    takeover.add_argument("--no-serve", action="store_true", help="only make the data folder, and print what was done")
    takeover.add_argument("--no-browser", action="store_true", help="do not open the moderator's page")
    takeover.set_defaults(run=_takeover)

    invite = commands.add_parser("invite", help="a one-time link into the office, also for a lost password")
    invite.add_argument("--label", default="", help="whom it is for")
    invite.set_defaults(run=_invite)

    examine = commands.add_parser("doctor", help="is this machine fit for a day?")
    examine.set_defaults(run=_doctor)

    create = commands.add_parser("create", help="make a workshop from a template")
    create.add_argument("--template", required=True, help=f"{' | '.join(archive.presets())} | FILE.json")
    create.add_argument("--day", help="the day, e.g. 2027-05-12 (default: the template's)")
    create.set_defaults(run=_create)

    tools = commands.add_parser("import-tools", help="tools from a spreadsheet: CSV, XLSX, ODS")
    tools.add_argument("file", type=Path)
    tools.add_argument("--workshop", required=True)
    tools.add_argument("--dry-run", action="store_true", help="only say what it would do")
    tools.set_defaults(run=_import_tools)

    rehearse = commands.add_parser("rehearse", help="a rehearsal copy with simulated participants")
    rehearse.add_argument("--workshop", required=True)
    rehearse.add_argument("--phones", type=int, default=100)
    rehearse.add_argument("--url", default=None, help="the running server, default http://127.0.0.1:PORT")
    rehearse.add_argument("--minutes", type=float, default=None, help="how long the whole day takes")
    rehearse.set_defaults(run=_rehearse)

    export = commands.add_parser("export", help="write a document")
    export.add_argument("document", nargs="?")
    export.add_argument("--list", action="store_true", help="documents and their formats")
    export.add_argument("--workshop")
    export.add_argument("--format")
    export.add_argument("--out", type=Path)
    export.set_defaults(run=_export)

    pack = commands.add_parser("archive", help="a workshop into one file")
    pack.add_argument("--workshop", required=True)
    pack.add_argument("--out", type=Path, required=True)
    which = [entries.value for entries in archive.Entries]
    about = "what people entered (default: %(default)s)"
    pack.add_argument("--entries", choices=which, default="without-names", help=about)
    pack.set_defaults(run=_archive)

    restore = commands.add_parser("restore", help="a workshop out of an archive")
    restore.add_argument("file", type=Path)
    restore.add_argument("--keep-code", action="store_true", help="the code it had, if it is free here")
    restore.set_defaults(run=_restore)
    check = commands.add_parser("verify", help="whether a published vote or a journal file is untouched")
    check.add_argument("file", type=Path)
    check.add_argument("--head", default="", help="the mark that was printed or shown, or its beginning")
    check.set_defaults(run=_verify)
    return parser


def _house() -> House:
    given = config.from_environment()
    return House(certificates.fitted(given, given.clock.now()))


def _serve(arguments: argparse.Namespace) -> None:
    start.serve(config.from_environment(), reload=arguments.reload, open_browser=not arguments.no_browser)


def _invite(arguments: argparse.Namespace) -> Any:
    house = _house()
    try:
        secret = access.random_secret()
        key_hash = access.hashed(house.config.secret_key, "one-time", secret)
        made = house.write(organisers.invite, key_hash=key_hash, label=arguments.label)
        base = base_address("", house.config.base_url, house.config.port)
        return {"address": f"{base}/office/in#{secret}", "expires_at": made["expires_at"]}
    finally:
        house.close()


def _takeover(arguments: argparse.Namespace) -> Any:
    """Messages go to stderr; with --no-serve what was done is the answer."""
    data_dir = Path(os.environ.get("DATA_DIR") or config.default_data_dir()).expanduser().resolve()
    _tell("Die Kopie wird geprüft und übernommen …")
    done = taking_over.take_over(
        arguments.folder.expanduser().resolve(), data_dir, datetime.now().astimezone(), anyway=arguments.anyway,
        secret_key=os.environ.get("SECRET_KEY", ""), has_database=bool(os.environ.get("DATABASE_URL")),
    )  # fmt: skip
    for line in taking_over.told(done):
        _tell(line)
    if arguments.no_serve:
        return {
            "data_dir": str(done.data_dir), "as_of": done.as_of.isoformat(), "files": done.files,
            "address": done.address, "address_is_here": done.is_here,
            "set_aside": str(done.set_aside) if done.set_aside else None,
        }  # fmt: skip
    start.serve(config.from_environment(), open_browser=not arguments.no_browser)
    return None


def _doctor(_arguments: argparse.Namespace) -> Any:
    house = _house()
    try:
        found = doctor.examine(house)
    finally:
        house.close()
    if not found["fit"]:
        raise _Failed(found)
    return found


def _create(arguments: argparse.Namespace) -> Any:
    house = _house()
    try:
        template = archive.read_template(arguments.template)
        made = house.write(archive.build, template=template, day=arguments.day)
        base = house.config.base_url or house.config.own_address
        return {"code": made["code"], "addresses": start.addresses(base, made["code"])}
    finally:
        house.close()


def _import_tools(arguments: argparse.Namespace) -> Any:
    """The report goes to stdout in any case; problems are said on stderr too, and nothing is taken over."""
    sheets = apart.read(arguments.file.read_bytes())
    sheet = sheets[columns.best_sheet(sheets)]
    house = _house()
    try:
        with house.reading() as session:
            workshop = by_code(session, arguments.workshop)
            every = fields.everything(session, workshop.id)
            report = report_of(sheet, every, tools.everything(session, workshop.id))
            told = {"workshop": workshop.code, "file": str(arguments.file), **report.as_json(every)}
        told["problems"] = [{**one.as_json(), "message": problems.told(one)} for one in report.problems]
        if report.problems:
            for problem in report.problems:
                _tell(problems.placed(problem))
            raise _Failed({**told, "taken_over": False})
        if not arguments.dry_run:
            house.write(
                take_over, workshop_id=workshop.id, role="organiser", file_name=arguments.file.name, _sheet=sheet,
                seen=report.mark,
            )  # fmt: skip
        return {**told, "taken_over": not arguments.dry_run}
    finally:
        house.close()


def _rehearse(arguments: argparse.Namespace) -> Any:
    from facilitation import rehearsal

    return rehearsal.from_command_line(
        config.from_environment(),
        arguments.workshop,
        arguments.phones,
        arguments.url,
        arguments.minutes,
        tell=_tell,
    )


def _export(arguments: argparse.Namespace) -> Any:
    if arguments.list:
        return {"documents": [{"id": kind.id, "formats": list(kind.formats)} for kind in documents.DOCUMENTS.values()]}
    if not (arguments.document and arguments.workshop and arguments.format and arguments.out):
        raise OSError(
            translations("de").gettext("Es fehlt etwas: export DOKUMENT --workshop CODE --format F --out DATEI")
        )
    house = _house()
    try:
        with house.reading() as session:
            workshop = by_code(session, arguments.workshop)
            made, name, _kind = documents.export(
                session, workshop, arguments.document, arguments.format, house.clock.now()
            )
        arguments.out.write_bytes(made)
        return {
            "document": arguments.document,
            "format": arguments.format,
            "file": str(arguments.out),
            "name": name,
        }
    finally:
        house.close()


def _archive(arguments: argparse.Namespace) -> Any:
    house = _house()
    try:
        with house.reading() as session:
            workshop = by_code(session, arguments.workshop)
            made = archive.pack(
                session, now=house.clock.now(), workshop_id=workshop.id, entries=archive.Entries(arguments.entries),
                product=__version__,
            )  # fmt: skip
        arguments.out.write_bytes(made)
        return {"code": workshop.code, "entries": arguments.entries, "file": str(arguments.out), "bytes": len(made)}
    finally:
        house.close()


def _restore(arguments: argparse.Namespace) -> Any:
    if arguments.file.stat().st_size > archive.LARGEST_FILE:
        raise archive.BadArchive(path="", reason="too_large", limit=archive.LARGEST_FILE // 1024 // 1024)
    parcel = archive.opened(arguments.file.read_bytes())
    house = _house()
    try:
        made = house.write(archive.restore, _parcel=parcel, keep_code=arguments.keep_code)
        base = house.config.base_url or house.config.own_address
        return {
            "code": made["code"], "addresses": start.addresses(base, made["code"]), "rows": made["rows"],
            "journal": made["journal"],
        }  # fmt: skip
    finally:
        house.close()


def _verify(arguments: argparse.Namespace) -> Any:
    return verification.verify(arguments.file.read_bytes(), arguments.head)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)
