"""What a form asks and what a reader answers; knows nothing of Sphinx, files or the web."""

from .cover import Cover
from .fields import Checkboxes, Email, Field, Hidden, Radio, Select, Text, Textarea
from .form import Form
from .mailto import is_mail, mailto_link
from .origin import origin_of
from .question import (
    Answers,
    FieldError,
    Option,
    OptionGroup,
    Part,
    Posted,
    Question,
    Translate,
    Words,
    mistake,
)
from .ratings import Matrix, Rating, Scale
from .renames import find_name_clashes
from .submission import CAME_FROM, Submission, reference_of
from .table import (
    COLUMNS,
    EXPORTED,
    HONEYPOT,
    RESERVED_NAMES,
    SCRIPTED_NAMES,
    SENT_NAMES,
    Column,
    guard,
    join_list,
    split_list,
    suspicion,
    unguard,
    write_table,
)
from .thanks import BACK, THANKS, as_id, way_back
from .versions import Extra, apply_renames

__all__ = [
    "BACK",
    "CAME_FROM",
    "COLUMNS",
    "EXPORTED",
    "HONEYPOT",
    "RESERVED_NAMES",
    "SCRIPTED_NAMES",
    "SENT_NAMES",
    "THANKS",
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
    "Option",
    "OptionGroup",
    "Part",
    "Posted",
    "Question",
    "Radio",
    "Rating",
    "Scale",
    "Select",
    "Submission",
    "Text",
    "Textarea",
    "Translate",
    "Words",
    "apply_renames",
    "as_id",
    "find_name_clashes",
    "guard",
    "is_mail",
    "join_list",
    "mailto_link",
    "mistake",
    "origin_of",
    "reference_of",
    "split_list",
    "suspicion",
    "unguard",
    "way_back",
    "write_table",
]
