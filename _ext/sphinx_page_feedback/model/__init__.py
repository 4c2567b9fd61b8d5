"""What a form asks and what a reader answers; knows nothing of Sphinx, files or the web."""

from .cover import Cover
from .fields import Checkboxes, Email, Field, Hidden, Radio, Select, Text, Textarea
from .form import Form
from .mailto import is_mail, mailto_link
from .origin import origin_of
from .question import (
    RESERVED_NAMES,
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
from .table import COLUMNS, guard, write_table
from .thanks import BACK, THANKS, as_id, way_back
from .versions import Extra, apply_renames

__all__ = [
    "BACK",
    "CAME_FROM",
    "COLUMNS",
    "RESERVED_NAMES",
    "THANKS",
    "Answers",
    "Checkboxes",
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
    "mailto_link",
    "mistake",
    "origin_of",
    "reference_of",
    "way_back",
    "write_table",
]
