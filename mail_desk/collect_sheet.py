"""What is written down of who fetches mail, before it is a collection."""

from __future__ import annotations

from dataclasses import dataclass

from mail_desk.states import Collector


@dataclass(frozen=True)
class CollectSheet:
    """MAIL-04. Who fetches, with what paper, and how it is signed.

    `signature` is a drawn path; `without_proof` says why the desk gives mail out without what its class asks for.
    """

    name: str = ""
    collector: str = Collector.MERCHANT
    relationship: str = ""
    id_kind: str = ""
    id_number: str = ""
    signature: str = ""
    on_paper: bool = False
    without_proof: str = ""

    @property
    def signed(self) -> bool:
        """Whether there is a signature, on the screen or on paper."""
        return bool(self.signature) or self.on_paper
