"""Forms, their fields and the answers to them; imports neither Sphinx nor files nor the web."""

from .address import Address, encode_path, origin_of, page_key, site_address, site_problem
from .cells import guard, join_list, split_list, unguard
from .cover import Cover
from .fields import Checkboxes, Email, Field, Hidden, Radio, Select, Text, Textarea
from .form import Form
from .generated_pages import (
    GENERATED_PAGES,
    NETLIFY_DOCNAME,
    THANKS_DOCNAME,
    WRITTEN_DOCNAME,
    html_id,
    thanks_fragment,
)
from .mailto import check_contact, is_mail, mailto_link
from .option import Option, OptionGroup
from .origin import matches_origin, parse_origin_pattern
from .period import LONGEST_DRAFT, Period, PeriodText
from .question import (
    Answers,
    FieldError,
    NonBlank,
    Part,
    Posted,
    Question,
    Translate,
    mistake,
)
from .ratings import Matrix, Rating, Scale
from .renames import find_name_clashes
from .repository import TITLES as SOURCE_HOSTS
from .repository import Repository
from .submission import CAME_FROM, Submission, reference_of
from .table import (
    COLUMNS,
    EXPORTED,
    HONEYPOT,
    REPLACES,
    RESERVED_NAMES,
    SCRIPTED_NAMES,
    SENT_NAMES,
    Column,
    suspicion,
    write_table,
)
from .versions import Extra, apply_renames, present_row, without_addresses

__all__ = [
    "CAME_FROM",
    "COLUMNS",
    "EXPORTED",
    "GENERATED_PAGES",
    "HONEYPOT",
    "LONGEST_DRAFT",
    "NETLIFY_DOCNAME",
    "REPLACES",
    "RESERVED_NAMES",
    "SCRIPTED_NAMES",
    "SENT_NAMES",
    "SOURCE_HOSTS",
    "THANKS_DOCNAME",
    "WRITTEN_DOCNAME",
    "Address",
    "Answers",
    "Checkboxes",
    "Column",
    "Cover",
    "Email",
    "Extra",
    "Field",
    "FieldError",
    "Form",
    "Hidden",
    "Matrix",
    "NonBlank",
    "Option",
    "OptionGroup",
    "Part",
    "Period",
    "PeriodText",
    "Posted",
    "Question",
    "Radio",
    "Rating",
    "Repository",
    "Scale",
    "Select",
    "Submission",
    "Text",
    "Textarea",
    "Translate",
    "apply_renames",
    "check_contact",
    "encode_path",
    "find_name_clashes",
    "guard",
    "html_id",
    "is_mail",
    "join_list",
    "mailto_link",
    "matches_origin",
    "mistake",
    "origin_of",
    "page_key",
    "parse_origin_pattern",
    "present_row",
    "reference_of",
    "site_address",
    "site_problem",
    "split_list",
    "suspicion",
    "thanks_fragment",
    "unguard",
    "without_addresses",
    "write_table",
]
