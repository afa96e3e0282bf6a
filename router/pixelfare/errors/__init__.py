"""Every error pixelfare raises, in one tree.

```
PixelfareError                      catch this to catch all of ours; .code is a stable word for programs
├── BadRequest (ValueError)         the caller asked for something that makes no sense
│   ├── BadPrompt                   empty, too long, or not text
│   ├── BadSize                     no such form of size
│   ├── BadAmount                   not an exact amount of USD
│   ├── BadCount                    n, or the number of input images, out of range
│   ├── BadDate                     not a date
│   ├── BadNeeds                    an override that names no need
│   ├── BadBudget                   a limit that cannot be read; it is never taken for no limit
│   ├── CannotStore                 the place where pictures go cannot be written
│   ├── KeyReused                   an idempotency key that already stands for another request
│   └── UnknownName                 no such thing; .suggestions are the nearest names
│       ├── UnknownModel
│       ├── UnknownGateway
│       ├── UnknownIntent
│       └── UnknownQuality
├── FileError                       a file of ours that breaks its rules; .file, .line, .path say where
│   ├── CatalogError
│   └── PolicyError
├── QuoteRefused                    no exact price can be given; .reason says why
├── NoOffer                         nothing that is sold fits; .refusals say why, .relax what would help
├── CannotPay                       no payment was signed, so nothing can have been paid
│   ├── WalletError                 no key, or one that cannot be used safely
│   ├── TermsRefused                the gateway's payment terms broke a rule; .rule, .asked, .expected, .allow
│   ├── OverBudget                  a limit would be passed; .limit, .most, .spent, .asked, .allow
│   └── LedgerError                 the ledger cannot be read or written, so nothing is bought
└── GatewayError                    a gateway was called and no picture came back; .order, .money
    ├── GatewayUnreachable          no answer: connection, TLS, time
    ├── GatewayRefused              an HTTP error; .status, .body, .retry_after
    ├── BadAnswer                   an answer that is not a picture
    └── OrderOpen                   the order is not finished: another process has it, or its payment is unknown
```
"""

from __future__ import annotations

from pixelfare.errors.base import PixelfareError
from pixelfare.errors.calls import (
    BadAnswer,
    CannotPay,
    GatewayError,
    GatewayRefused,
    GatewayUnreachable,
    LedgerError,
    OrderOpen,
    OverBudget,
    TermsRefused,
    WalletError,
)
from pixelfare.errors.requests import (
    BadAmount,
    BadBudget,
    BadCount,
    BadDate,
    BadNeeds,
    BadPrompt,
    BadRequest,
    BadSize,
    CannotStore,
    CatalogError,
    FileError,
    KeyReused,
    NoOffer,
    PolicyError,
    QuoteRefused,
    UnknownGateway,
    UnknownIntent,
    UnknownModel,
    UnknownName,
    UnknownQuality,
)

__all__ = [
    "BadAmount",
    "BadAnswer",
    "BadBudget",
    "BadCount",
    "BadDate",
    "BadNeeds",
    "BadPrompt",
    "BadRequest",
    "BadSize",
    "CannotPay",
    "CannotStore",
    "CatalogError",
    "FileError",
    "GatewayError",
    "GatewayRefused",
    "GatewayUnreachable",
    "KeyReused",
    "LedgerError",
    "NoOffer",
    "OrderOpen",
    "OverBudget",
    "PixelfareError",
    "PolicyError",
    "QuoteRefused",
    "TermsRefused",
    "UnknownGateway",
    "UnknownIntent",
    "UnknownModel",
    "UnknownName",
    "UnknownQuality",
    "WalletError",
]
