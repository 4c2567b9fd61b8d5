"""What a form asks and what a reader answers; knows nothing of Sphinx, files or the web."""

from .fields import (
    Checkboxes,
    Email,
    Field,
    Hidden,
    Matrix,
    Radio,
    Scale,
    Select,
    Text,
    Textarea,
)
from .form import Form
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
from .submission import Submission, reference_of

__all__ = [
    "RESERVED_NAMES",
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
    "mistake",
    "reference_of",
]
