"""What a form asks and what a reader answers; knows nothing of Sphinx, files or the web."""

from .fields import (
    Checkboxes,
    Email,
    Field,
    Hidden,
    Radio,
    Select,
    Text,
    Textarea,
)
from .form import Form
from .letter import is_mail, letter
from .parts import (
    RESERVED_NAMES,
    Answers,
    FieldError,
    Option,
    OptionGroup,
    Part,
    Posted,
    Question,
    Translate,
    mistake,
)
from .ratings import Matrix, Scale
from .submission import CAME_FROM, Submission, reference_of
from .thanks import BACK, THANKS, as_id, way_back

__all__ = [
    "BACK",
    "CAME_FROM",
    "RESERVED_NAMES",
    "THANKS",
    "Answers",
    "Checkboxes",
    "Email",
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
    "Scale",
    "Select",
    "Submission",
    "Text",
    "Textarea",
    "Translate",
    "as_id",
    "is_mail",
    "letter",
    "mistake",
    "reference_of",
    "way_back",
]
