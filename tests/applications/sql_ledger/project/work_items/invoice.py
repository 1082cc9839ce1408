"""The case of process `invoice`: a sales invoice to be posted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from copiste import CaseModel, CaseType


class Line(CaseModel):
    """One line; the discount in percent."""

    article: str
    quantity: int
    discount: Decimal | None = None


class Invoice(CaseModel):
    """An invoice for one order."""

    customer: str
    order_number: str
    day: date
    due: date
    purchase_order: str
    description: str
    notes: str = ""
    lines: tuple[Line, ...]


class InvoiceCase(CaseModel):
    """One invoice."""

    invoice: Invoice


CASE = CaseType(InvoiceCase, persons=())
