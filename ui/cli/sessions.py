"""`visualnn sessions`: what was done in lessons another time: listed, opened, exported, deleted."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from visualnn.errors import DataError
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, print_json
from .errors import UsageError
from .window import open_session

if TYPE_CHECKING:
    from visualnn.journal.folder import SessionFile, SessionFolder
    from visualnn.journal.reading import Journal

ACTIONS = ("list", "open", "export", "delete")


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("list, open, export or delete what was done in lessons")
    parser = subcommands.add("sessions", text, do)
    parser.add_argument("action", choices=ACTIONS, nargs="?", default="list")
    parser.add_argument("id", metavar="ID", nargs="?", help=_("a session, as the list names it"))
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help=_("where to export the session to")
    )
    parser.add_argument("--theme", choices=("light", "dark"))
    add_format(parser)


def do(chosen: argparse.Namespace) -> int:
    """Do what is asked for with a session, or list them."""
    wanted = {"list": 0, "open": 1, "export": 2, "delete": 1}[chosen.action]
    if wanted != sum(each is not None for each in (chosen.id, chosen.file)):
        raise UsageError(N_("the command is: {usage}"), usage=_USAGES[chosen.action])
    acts: dict[str, Callable[[SessionFolder, argparse.Namespace], int]] = {
        "list": _list,
        "open": _open,
        "export": _export,
        "delete": _delete,
    }
    return acts[chosen.action](_folder(chosen), chosen)


_USAGES = {
    "list": "visualnn sessions [list]",
    "open": "visualnn sessions open ID",
    "export": "visualnn sessions export ID FILE",
    "delete": "visualnn sessions delete ID",
}


def _folder(chosen: argparse.Namespace) -> SessionFolder:
    from visualnn.journal.folder import SessionFolder

    folder = None
    if not getattr(chosen, "no_settings", False):
        folder = SessionFolder.of_this_person()
    if folder is None:
        raise DataError(N_("no sessions are kept: that is switched off"))
    return folder


def _list(folder: SessionFolder, chosen: argparse.Namespace) -> int:
    sessions = [*folder]
    if chosen.format == "json":
        print_json([_described(each) for each in sessions])
        return 0
    if not sessions:
        print(_("No session is kept yet."))
        return 0
    from visualnn.tables import table

    rows = [(_("session"), _("lesson"), _("last change"), _("actions"), _("bytes"), _("state"))]
    for line in table([*rows, *map(_row, sessions)]):
        print(line)
    return 0


def _row(session: SessionFile) -> tuple[str, ...]:
    known = _described(session)
    changed = f"{session.changed.astimezone():%Y-%m-%d %H:%M}"
    actions = "–" if known["actions"] is None else str(known["actions"])
    state = _STATES[known["state"]]
    return (session.id, known["lesson"] or "–", changed, actions, str(session.bytes), _(state))


_STATES = {
    "open": N_("open in a window"),
    "closed": N_("closed"),
    "interrupted": N_("interrupted"),
    "damaged": N_("damaged"),
    "unreadable": N_("cannot be read"),
}


def _described(session: SessionFile) -> dict[str, Any]:
    """A session as the list shows it, in plain data."""
    from visualnn.journal.file import is_locked
    from visualnn.journal.reading import read_journal

    header, journal = session.header, None
    try:
        journal = read_journal(session.path)
    except (DataError, OSError):
        header = None
    state = "unreadable"
    if journal is not None:
        is_open = is_locked(session.path)
        state = "open" if is_open else _state(journal)
    return {
        "id": session.id,
        "lesson": header.lesson if header else None,
        "opened": header.opened if header else None,
        "begun": header.begun if header else None,
        "changed": session.changed.isoformat(timespec="seconds"),
        "program": header.program if header else None,
        "actions": sum(1 for _line in _granted(journal)) if journal else None,
        "bytes": session.bytes,
        "state": state,
        "path": str(session.path),
    }


def _granted(journal: Journal) -> Iterator[int]:
    """The lines that hold a wish."""
    return (line for line in range(1, len(journal)) if journal.begins_with(line, "granted"))


def _state(journal: Journal) -> str:
    if journal.lost_bytes and not journal.is_torn:
        return "damaged"
    return "closed" if journal.is_closed else "interrupted"


def _open(folder: SessionFolder, chosen: argparse.Namespace) -> int:
    return open_session(chosen, folder.find(chosen.id))


def _export(folder: SessionFolder, chosen: argparse.Namespace) -> int:
    folder.export(chosen.id, chosen.file)
    return _done(chosen, _("The session is in {file}"), chosen.file)


def _delete(folder: SessionFolder, chosen: argparse.Namespace) -> int:
    path = folder.find(chosen.id)
    folder.delete(chosen.id)
    return _done(chosen, _("Deleted: {file}"), path)


def _done(chosen: argparse.Namespace, sentence: str, path: Path) -> int:
    if chosen.format == "json":
        print_json({"action": chosen.action, "id": chosen.id, "path": str(path)})
    else:
        print(sentence.format(file=path))
    return 0
