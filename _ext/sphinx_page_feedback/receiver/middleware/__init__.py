"""Middleware, one job each: security headers, CORS headers, a reply to every error."""

from .cors_headers import CORSHeadersMiddleware
from .error_reply import ErrorReplyMiddleware
from .security_headers import SecurityHeadersMiddleware

__all__ = ["CORSHeadersMiddleware", "ErrorReplyMiddleware", "SecurityHeadersMiddleware"]
