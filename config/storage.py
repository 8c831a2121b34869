"""Static files with their hash in the name, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # ships no types
    """Hashed and compressed; the imports between our JavaScript modules are rewritten too."""

    support_js_module_import_aggregation = True
    manifest_strict = True
