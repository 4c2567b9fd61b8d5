"""The form files: TOML in, forms out; and the changes between two builds of a site."""

from .changes import compare_forms
from .load import LoadedForms, load_forms
from .project import load_project_forms
from .schema import form_file_schema

__all__ = [
    "LoadedForms",
    "compare_forms",
    "form_file_schema",
    "load_forms",
    "load_project_forms",
]
