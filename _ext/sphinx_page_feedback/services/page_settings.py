"""Page settings: what a template and the script need to send one form to the service."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import SCRIPTED_NAMES, SENT_NAMES, thanks_fragment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.model import Form

    from .service_parts import Honeypot
    from .settings import ServiceSettings

_ENCTYPES = {"multipart": "multipart/form-data", "text": "text/plain"}


@dataclass(frozen=True, kw_only=True)
class PageSettings:
    """The settings of one form for the template and the script.

    Attributes:
        method: Of the form; ``dialog`` where only the script can send it.
        action: Where a form without script goes; empty where it cannot.
        enctype: Of the form; empty for the usual one.
        hidden: Fields besides our own, by name.
        names: The name of each field that the service knows under another.
        honeypot: The trap.
        contract: The settings of the script, as JSON.
        confirms: A reply of the service can prove that it stored a submission.
        title: The service's title.
        is_link: Nothing is sent; the reader finishes in another program.
        is_public: Everyone can read there what was written.
    """

    method: str
    action: str
    enctype: str
    hidden: Mapping[str, str]
    names: Mapping[str, str]
    honeypot: Honeypot
    contract: str
    confirms: bool
    title: str
    is_link: bool
    is_public: bool


def page_settings_of(
    settings: ServiceSettings, form: Form, *, thanks: str = ""
) -> PageSettings:
    """Return the settings that every page with a form shares.

    Args:
        settings: The service of the site.
        form: The form.
        thanks: The address of the site's page that thanks readers without script; empty if
            the site has no base URL.
    """
    service, native = settings.service, settings.service.native
    values = {"feedback_form": form.name, "anchor": thanks_fragment(form.name)}
    static = {name: settings.fill(text, **values) for name, text in service.static.items()}
    after = {native.thanks: thanks, **native.also} if native.thanks and thanks else {}
    sendable = settings.sends_without_script
    action = settings.fill(native.endpoint, **values) or settings.endpoint
    keys = [*SENT_NAMES, *(key for field in form.fields for key in field.keys)]
    return PageSettings(
        # A form of method "dialog" outside a <dialog> sends nothing (HTML standard).
        method=native.method if sendable else "dialog",
        action=action if sendable else "",
        enctype=_ENCTYPES.get(_native_encoding(settings), ""),
        hidden={**static, **after},
        names={key: service.wire(key) for key in keys if service.wire(key) != key},
        honeypot=service.honeypot,
        contract=_as_json(_contract(settings, tuple(after))),
        confirms=service.confirms,
        title=service.title,
        is_link=service.link is not None,
        is_public=bool(service.link and service.link.public),
    )


def names_sent(settings: ServiceSettings, form: Form) -> list[str]:
    """Return every name that a submission of a form may have, as the service knows it.

    Args:
        settings: The service of the site.
        form: The form.
    """
    service = settings.service
    keys = [*SENT_NAMES, *(key for field in form.fields for key in field.keys)]
    return [*map(service.wire, keys), service.honeypot.name]


def _native_encoding(settings: ServiceSettings) -> str:
    native = settings.service.native
    multipart = settings.service.encoding == "multipart" and native.method == "post"
    return "multipart" if multipart else native.encoding


def _contract(settings: ServiceSettings, leave_out: tuple[str, ...]) -> dict[str, Any]:
    """Return what the script must know, ``Contract`` in ``payload.js``, without defaults."""
    service = settings.service
    script = settings.fill(service.script_endpoint) or settings.endpoint
    names = {name: service.wire(name) for name in SCRIPTED_NAMES if service.wire(name) != name}
    contract = {
        "script_endpoint": script
        if script != settings.endpoint or not settings.sends_without_script
        else "",
        "encoding": "" if service.encoding == "urlencoded" else service.encoding,
        # The thank-you field: a service would answer a fetch with a redirect to a page that
        # CORS blocks, although the submission was stored (Web3Forms, Staticman).
        "leave_out": leave_out,
        "join_lists": service.lists == "join",
        "numbers": service.numbers,
        "body": service.body,
        "names": names,
        "replaces": bool(service.reader and service.reader.ours),
        "deduplicates": service.counts_once,
        "opaque": service.opaque,
        "success": service.success.model_dump(exclude_defaults=True),
        "repeated": [item.model_dump(exclude_defaults=True) for item in service.repeated],
        "errors": service.errors.model_dump(exclude_defaults=True),
        "native_if": service.native_if,
        "link": _link(settings),
    }
    # It stands in every page of the site, so defaults are left to the script.
    return {key: value for key, value in contract.items() if value}


def _as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _link(settings: ServiceSettings) -> dict[str, Any] | None:
    """Return how to make an address; an issue form takes each answer under its own name."""
    link = settings.service.link
    if link is None:
        return None
    return {
        **link.model_dump(exclude={"public"}),
        "each_answer": settings.has_issue_form,
    }
