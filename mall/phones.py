"""Phone numbers in one spelling, whatever way they were typed."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s().·‐‑‒–—―−-]+")
_EXTENSION = re.compile(r"(?:转|分机|EXT\.?|X|#)\s*(\d{1,6})$")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:010|02\d|0[3-9]\d{2})[2-8]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}")
_FOREIGN = re.compile(r"\+(?!86)[1-9]\d{6,14}")


def normalise_phone(text: object) -> str:
    """The number as digits only: 13812345678, 02487654321, 02487654321-12 with an extension.

    Mobiles, landlines with their area code, 400/800 numbers, and foreign numbers that begin with
    a plus. Raises ValueError for anything else.
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip().upper().removeprefix("TEL:")
    extension = ""
    found = _EXTENSION.search(plain)
    if found is not None:
        extension, plain = f"-{found[1]}", plain[: found.start()]
    bare = _SEPARATORS.sub("", plain)
    home = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))", "", bare)
    if not bare.isascii():
        home = ""
    if _MOBILE.fullmatch(home):
        return home + extension
    if home != bare and not home.startswith("0"):
        # +86 24 8765 4321 is dialled without the area code's zero
        home = f"0{home}"
    if home and (_LANDLINE.fullmatch(home) or _SERVICE.fullmatch(home)):
        return home + extension
    if home and _FOREIGN.fullmatch(bare):
        return bare + extension
    # The number itself stays out of the message: it may end up in a log
    msg = f"not a phone number ({len(str(text))} characters)"
    raise ValueError(msg)
