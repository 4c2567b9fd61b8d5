"""Every service with its stand-in, and what a reader and the service then see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import generic
import hosted
from configured import RIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standin import StandIn

NAMES = {
    "summary": "entry.1", "details": "entry.2", "email": "entry.3", "topics": "entry.4",
    "score": "entry.5", "page": "entry.6", "submission_id": "entry.7",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Case:
    """One service.

    Attributes:
        standin: What stands in for it.
        conf: What ``conf.py`` says of it.
        kind: The media type that the script sends.
        outcome: What a reader is told when all is well: ``stored`` or ``handed_over``.
        joined: Several answers arrive as one text.
        names: The service's names of our fields.
        native: What a reader without script sees: ``back`` on our thank-you page, the
            service's own ``page``, its ``raw`` reply, or ``nothing``.
        never: Names that a script must not send.
    """

    standin: type[StandIn]
    conf: Mapping[str, Any]
    kind: str = "application/x-www-form-urlencoded"
    outcome: str = "stored"
    joined: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    native: str = "page"
    never: tuple[str, ...] = ()


MULTIPART, JSON = "multipart/form-data", "application/json"
_SURVEY = {
    "body": {"surveyId": "s1", "finished": True, "data": "$fields"},
    "success": {"has": ["data.id"]},
    "errors": {"items": "details"},
    "numbers": True,
}

CASES: dict[str, Case] = {
    "receiver": Case(standin=generic.Receiver, conf={}, native="back"),
    "formspree": Case(
        standin=hosted.Formspree, conf=RIGHT["formspree"], kind=MULTIPART, native="back",
        never=("_next",),
    ),
    "apps-script": Case(standin=hosted.AppsScript, conf=RIGHT["apps-script"], native="raw"),
    "web3forms": Case(
        standin=hosted.Web3Forms, conf=RIGHT["web3forms"], kind=MULTIPART, joined=True,
        native="back", never=("redirect",),
    ),
    "formspark": Case(
        standin=hosted.Formspark, conf=RIGHT["formspark"], kind=JSON, native="back",
        outcome="handed_over", never=("_redirect", "_append"),
    ),
    "basin": Case(standin=hosted.Basin, conf=RIGHT["basin"], kind=MULTIPART),
    "formsubmit": Case(
        standin=hosted.FormSubmit, conf=RIGHT["formsubmit"], kind=MULTIPART, joined=True,
        native="back", never=("_next",),
    ),
    "google-forms": Case(
        standin=generic.GoogleForms, conf={**RIGHT["google-forms"], "names": NAMES},
        outcome="handed_over", names=NAMES,
    ),
    "worker": Case(
        standin=generic.Worker, conf={}, kind=JSON, outcome="handed_over", joined=True,
        native="nothing",
    ),
    "form": Case(standin=generic.PlainForm, conf={}, outcome="handed_over"),
    "json": Case(standin=generic.Survey, conf=_SURVEY, kind=JSON, native="nothing"),
    "opaque": Case(
        standin=generic.Webhook, conf={}, outcome="handed_over", joined=True, native="raw",
    ),
}  # fmt: skip
