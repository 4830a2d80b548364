"""The page: a hand-out as one HTML file that steps through the stops in any browser, without a
network, and prints as clean paper.

Its one script and its one style sheet are ours and allowed by their hashes; nothing else runs.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

from visualnn.resources import resource
from visualnn.text import _

from .body import Body
from .markup import element

__all__ = ["html_page"]


def html_page(body: Body) -> str:
    """The whole file."""
    style = resource("assets/handout/handout.css").read_text(encoding="utf-8")
    script = resource("assets/handout/handout.js").read_text(encoding="utf-8")
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        element("title", escape(body.title)),
        element("style", style),
    ]
    parts = [
        element("header", element("h1", escape(body.title))),
        _steps(),
        element("main", "\n".join(body.stops)),
        element("script", script),
    ]
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{body.language}">',
            element("head", "\n".join(["", *head, ""])),
            element("body", "\n".join(["", *parts, ""])),
            "</html>",
            "",
        ]
    )


def _steps() -> str:
    """The buttons that lead from stop to stop; they appear where the script runs."""
    buttons = "".join(
        element("button", escape(label), type="button", id=name)
        for name, label in (("before", _("Back")), ("after", _("Next")), ("all", _("All stops")))
    )
    where = element("output", "", id="where")
    return element("nav", buttons + where, hidden="", aria_label=_("Stops"))


def _hash(text: str) -> str:
    """The source expression of a text in a content security policy (CSP 3, 2.3.1)."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
