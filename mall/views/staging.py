"""Files dropped on a form that is not sent yet."""

from __future__ import annotations

import base64
import io
import mimetypes
from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from mall.actions.doors import stage
from mall.me import me
from ui.doors import SIGNED_IN, act

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

MOST_BYTES = 20 * 1024 * 1024
THUMB_SIDE = 96
MOST_PIXELS = 80_000_000


@act(needs=SIGNED_IN)
def stage_upload(request: HttpRequest) -> HttpResponse:
    """Keep one file for the form on the screen; answers its id, name, size and, of a picture, a thumbnail."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        return JsonResponse({"error": _("The file is empty.")}, status=422)
    if file.size > MOST_BYTES:
        return JsonResponse({"error": _("A file may have 20 MB at most.")}, status=413)
    name = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1][:200] or _("file")
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    upload = stage(file, name=name, content_type=guessed, by=me(request), now=timezone.now())
    return JsonResponse({"id": upload.key, "name": upload.name, "size": upload.size, "thumb": _thumb(file)})


def _thumb(file: UploadedFile) -> str:
    """Return a picture as a small data address, '' for anything that is none."""
    try:
        file.seek(0)
        with Image.open(file) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return ""
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((THUMB_SIDE, THUMB_SIDE))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=70)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
