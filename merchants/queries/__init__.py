"""Reads of the register."""

from merchants.queries.finding import Hit, find
from merchants.queries.register import Row, Wanted, filled, merchant_of, register, tenant_of, visible_merchant

__all__ = ["Hit", "Row", "Wanted", "filled", "find", "merchant_of", "register", "tenant_of", "visible_merchant"]
