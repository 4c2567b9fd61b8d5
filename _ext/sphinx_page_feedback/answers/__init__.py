"""The team's work on answers: read, sorted out, redacted and coded, with a log of each decision."""

from .campaigns import SHORTEST, Campaign, Variant, find_campaigns, variants
from .codebook import BUILT_IN, Code, read_codebook, write_codebook
from .decisions import COUNTED, REASONS, STANCES, Decisions, question_of
from .erasure import erase
from .flow import Flow, analysed, count_codes, counted_once, flow_of
from .log import FILE_NAME, Act, Log
from .redaction import KINDS, Span, redact
from .review import Review, State
from .rows import Answer, Answers, read_answers
from .search import STATES, Index, Query, choices, matching
from .sheet import Imported, export_sheet, import_sheet

__all__ = [
    "BUILT_IN",
    "COUNTED",
    "FILE_NAME",
    "KINDS",
    "REASONS",
    "SHORTEST",
    "STANCES",
    "STATES",
    "Act",
    "Answer",
    "Answers",
    "Campaign",
    "Code",
    "Decisions",
    "Flow",
    "Imported",
    "Index",
    "Log",
    "Query",
    "Review",
    "Span",
    "State",
    "Variant",
    "analysed",
    "choices",
    "count_codes",
    "counted_once",
    "erase",
    "export_sheet",
    "find_campaigns",
    "flow_of",
    "import_sheet",
    "matching",
    "question_of",
    "read_answers",
    "read_codebook",
    "redact",
    "variants",
    "write_codebook",
]
