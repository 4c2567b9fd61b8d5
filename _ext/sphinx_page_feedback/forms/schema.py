"""The JSON Schema of a form file, for editors that complete and check while a team types."""

from __future__ import annotations

from typing import Any

from sphinx_page_feedback.model import Form


def form_file_schema() -> dict[str, Any]:
    """Return the schema, made from the model that checks the files."""
    # The model is of complete forms; a file may refer to shared fields and lists.
    schema = Form.model_json_schema()
    keys: dict[str, Any] = schema["properties"]
    del keys["name"]  # it is the file's name
    types = keys.pop("fields")["items"]
    for reference in types["oneOf"]:
        field = schema["$defs"][reference["$ref"].rpartition("/")[2]]["properties"]
        if "options" in field:  # a shared list, as in options = "common.roles"
            field["options"] = {"anyOf": [{"type": "string"}, field["options"]]}
    used = {
        "type": "object",
        "required": ["use"],
        "properties": {"use": {"type": "string", "description": "file.field"}},
    }
    keys["field"] = {"type": "array", "items": {"anyOf": [{"oneOf": types["oneOf"]}, used]}}
    keys["options"] = {"type": "object", "additionalProperties": {"type": "array"}}
    schema |= {
        # The dialect that pydantic writes.
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A form file of Sphinx Page Feedback",
        "required": ["field"],
    }
    return schema
