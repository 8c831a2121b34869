"""The content security policy: the same on every page, so it is written once."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ContentPolicy:
    """Say with every answer what a page may load. The package's middleware builds the words anew for each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Write the policy of the settings."""
        self.get_response = get_response
        self._policy = build_policy(config=settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and put the header on the answer."""
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self._policy)
        return response
