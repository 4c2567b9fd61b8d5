"""Middleware, one job each: security headers, CORS headers, errors, a fresh manifest."""

from .cors_headers import CORSHeadersMiddleware
from .error_reply import ErrorReplyMiddleware
from .fresh_manifest import FreshManifestMiddleware
from .security_headers import SecurityHeadersMiddleware

__all__ = [
    "CORSHeadersMiddleware",
    "ErrorReplyMiddleware",
    "FreshManifestMiddleware",
    "SecurityHeadersMiddleware",
]
