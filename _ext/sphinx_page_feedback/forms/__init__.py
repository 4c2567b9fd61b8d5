"""The form files: TOML in, forms out; and the changes between two builds of a site."""

from .change import Change, Effect
from .compare import compare_manifests
from .load import LoadedForms, load_forms
from .project import load_project_forms
from .schema import form_file_schema

__all__ = [
    "Change",
    "Effect",
    "LoadedForms",
    "compare_manifests",
    "form_file_schema",
    "load_forms",
    "load_project_forms",
]
