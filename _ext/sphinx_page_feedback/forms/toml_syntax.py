"""Mistakes in the syntax of TOML: where they are, and how to correct them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tomllib import TOMLDecodeError

# TOMLDecodeError has attributes for its place from Python 3.14 on only.
_PLACE = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")
_MARKS = "“”„‟«»‘’‚‛"
_TYPOGRAPHIC = re.compile(f"[{_MARKS}]")
_TYPOGRAPHIC_DELIMITER = re.compile(
    rf"(?:^|[=\[,{{])\s*([{_MARKS}])|\"[^\"]*([“”])(?=\s*[,}}\]]|\s*$)"
)
_STRING = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'[^']*'""")
_HEADER = re.compile(r"^\s*\[\[\s*field\s*\]\]", re.MULTILINE)
_NAME = re.compile(r"""^\s*(?:name|use)\s*=\s*["']([^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class SyntaxMistake:
    """A mistake that keeps a file from being TOML.

    Attributes:
        line: Its line, from 1.
        field: The field that the line belongs to, as in ``field "role"``; empty above the first.
        cause: The problem with the line, character included.
        cure: What to write instead.
    """

    line: int
    field: str
    cause: str
    cure: str


@dataclass(frozen=True)
class _Diagnosis:
    """What one kind of mistake is called; both patterns have to match.

    Attributes:
        message: A pattern in the message of ``tomllib``.
        line: A pattern in the line.
        cause: A template of the cause.
        cure: The cure.
    """

    message: str
    line: str
    cause: str
    cure: str


_DIAGNOSES = (
    _Diagnosis(
        "Unterminated", "", 'the text that begins here with """ has no end', 'End it with """.'
    ),
    _Diagnosis(
        "Unclosed array",
        "",
        "the list that begins here has no end, or two of its items have no comma between",
        "Separate items with commas and close the list with ].",
    ),
    _Diagnosis(
        "Unclosed inline table",
        "",
        "what begins here with {{ has no end on this line, or lacks a comma",
        "Separate keys with commas, and close it with } on the same line.",
    ),
    _Diagnosis(
        "Cannot (overwrite|declare)",
        "",
        "{key} is there twice",
        "Take one out; each field begins with [[field]].",
    ),
    _Diagnosis(
        "",
        r"=\s*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}",
        "a date has another form",
        "Write year, month and day, as in 2027-03-31.",
    ),
    _Diagnosis(
        "Unescaped",
        "",
        "character {backslash}: a \\ in a text begins an escape, and there is none like it",
        "Write \\\\ instead, or put the text in '…'.",
    ),
    _Diagnosis(
        "Expected newline",
        '"',
        "character {column}, {character}: the text has ended before it",
        'Take it out; a quotation mark inside a text is written as \\".',
    ),
    _Diagnosis(
        "Invalid value",
        "",
        "character {column}, {character}, begins no value",
        'Text goes in "quotes"; other values are numbers, dates, true, false and […].',
    ),
    _Diagnosis(
        "",
        "",
        "character {column}, {character}: {message}",
        'Write each line as key = "text", and begin each field with [[field]].',
    ),
)
"""Kinds of mistakes; the first that matches counts, and the last always does."""


def locate_mistake(text: str, error: TOMLDecodeError) -> SyntaxMistake:
    """Describe the mistake that stopped a parser.

    Args:
        text: The file.
        error: What ``tomllib`` raised.
    """
    lines = text.split("\n")
    match = _PLACE.search(str(error))
    line, column = (int(match[1]), int(match[2])) if match and match[1] else (len(lines), 0)
    message = _PLACE.sub("", str(error))
    if message == "Invalid value" and _HEADER.match(lines[line - 1]):
        message = "Unclosed array"  # the header was read as one more item
    if "Unclosed array" in message or "Unterminated" in message:
        line, column = _opening(text, message, line, column)
    shown = lines[min(line, len(lines)) - 1]
    cause, cure = _diagnose(shown, column, message)
    return SyntaxMistake(line=line, field=_field_at(text, line), cause=cause, cure=cure)


def _diagnose(line: str, column: int, message: str) -> tuple[str, str]:
    """Return cause and cure for a line; columns count from 1."""
    # Marks inside of a text are allowed. Its length stays, so that columns do.
    code = _STRING.sub(lambda match: '"' + " " * (len(match[0]) - 2) + '"', line)
    open_quote = code.rfind('"') + 1 if code.count('"') % 2 else 0
    if match := _TYPOGRAPHIC_DELIMITER.search(code):
        group = match.lastindex or 0
        at, mark = match.start(group) + 1, match[group]
        straight = _TYPOGRAPHIC.sub('"', line.strip())
        cause = f"character {at}, {mark}, is a typographic quotation mark"
        return cause, f"Put text in straight quotation marks: {straight}"
    # "Unterminated" is a text in """, whose marks are odd in number.
    if open_quote and "Unterminated" not in message:
        cause = f"the text that begins at character {open_quote} has no closing quotation mark"
        return cause, f'End it with ": {line.strip()}"'
    character = line[column - 1 : column] or "the end of the line"
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    names = {
        "column": column,
        "backslash": line.rfind("\\", 0, column) + 1,
        "character": shown,
        "key": line.partition("=")[0].strip(),
    }
    for diagnosis in _DIAGNOSES:
        if re.search(diagnosis.message, message) and re.search(diagnosis.line, line):
            break
    return diagnosis.cause.format(**names, message=message.lower()), diagnosis.cure


def _opening(text: str, message: str, line: int, column: int) -> tuple[int, int]:
    """Return where the list or the long text begins that ends nowhere."""
    lines = text.split("\n")
    mark = '"""' if "Unterminated" in message else "["
    # tomllib reports where it stopped, which may be the end of the file.
    for number in range(min(line, len(lines)), 0, -1):
        code = lines[number - 1]
        at = code.find(mark, code.find("=") + 1) if "=" in code else -1
        if at >= 0:
            return number, at + 1
    return line, column


def _field_at(text: str, line: int) -> str:
    """Return the field of a line, by its name or else its number."""
    headers = [match.end() for match in _HEADER.finditer(text)]
    offset = sum(len(row) + 1 for row in text.split("\n")[:line])
    before = [end for end in headers if end <= offset]
    if not before:
        return ""
    after = next((end for end in headers if end > before[-1]), len(text))
    match = _NAME.search(text, before[-1], after)
    return f'field "{match[1]}"' if match else f"field number {len(before)}"
