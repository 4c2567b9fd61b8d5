"""The options of ``conf.py``: declared once, with default, meaning and check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from .model import Cover, PeriodText, Repository, check_contact

if TYPE_CHECKING:
    from sphinx.config import Config

PREFIX = "feedback_"


# What a change of the option rebuilds: "env" reads pages again (which form a page has),
# "html" writes them again. With "" the option is used by builders that always write all
# pages, or its effect is part of `feedback_setup`.
def _option(default: Any, meaning: str, rebuild: Literal["env", "html", ""] = "html") -> Any:
    return Field(default, description=meaning, json_schema_extra={"rebuild": rebuild})


class Options(BaseModel):
    """Every option; ``feedback_`` comes before each name in ``conf.py``."""

    model_config = ConfigDict(frozen=True, strict=True)

    forms_dir: str = _option(
        "_feedback", "Folder of the form files, below the source folder.", ""
    )
    default_form: str = _option("page", "The form of a page that asks for no other.", "env")
    include: list[str] = _option(["**"], "Globs of docnames that get a form.", "env")
    exclude: list[str] = _option([], "Globs of docnames that get none.", "env")
    service: dict[str, Any] | None = _option(
        None, "The form service: `name`, `endpoint` and what else that service needs."
    )
    base_url: str = _option("", "Where the site is published; `html_baseurl` when empty.")
    contact: Annotated[str, AfterValidator(check_contact)] = _option(
        "", "Where else readers may write: an e-mail address, or the address of a page."
    )
    html_builder: Literal["html", "dirhtml"] = _option(
        "html", "The builder that the site is published with: what addresses look like."
    )
    source: Annotated[Repository, Strict(strict=False)] = _option(
        {}, "Where the sources are: `repository`, `branch`, `folder`, `host`, `issue_form`."
    )
    keep: dict[Literal["answers", "email", "backups"], PeriodText] = _option(
        {},
        "How long `answers`, `email` addresses and `backups` are kept; a form can say otherwise.",
        "env",  # a privacy notice says it
    )
    unreviewed_translations: bool = _option(
        default=False,
        meaning="Whether the extension's sentences may be translations that no speaker has reviewed.",
    )
    pdf_box: Literal["link+qr", "link", "none"] = _option(
        "link+qr",
        "What each page of a PDF ends with: a link, a QR code beside it, or nothing.",
        "",
    )
    pdf_style: bool = _option(
        default=False,
        meaning="Whether a PDF through LaTeX takes the look that comes with the extension.",
        rebuild="",
    )
    pdf_cover: Annotated[Cover, Strict(strict=False)] = _option(
        {}, "The cover of a PDF: `title`, `subtitle`, `colour`, `logo`, `logo_alt`.", ""
    )


def register_options(config: Config) -> None:
    """Register every option with Sphinx, and what a change of it rebuilds.

    Args:
        config: Sphinx's configuration.
    """
    for name, option in Options.model_fields.items():
        extra = option.json_schema_extra
        rebuild: Any = extra["rebuild"] if isinstance(extra, dict) else ""
        config.add(PREFIX + name, option.default, rebuild, (), str(option.description))
    # A changed form changes this value, and so writes pages again.
    config.add(PREFIX + "setup", None, "html", (), "Worked out from the other options.")
