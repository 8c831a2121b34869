"""Facts of the merchants' register."""

from merchants.models.register import (
    Category,
    ClassNaming,
    Contact,
    Dispute,
    Merchant,
    MerchantClass,
    Tenancy,
    tail_key,
)

__all__ = ["Category", "ClassNaming", "Contact", "Dispute", "Merchant", "MerchantClass", "Tenancy", "tail_key"]
