"""The models: one file each, found by its name, exporting MODEL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fridaygram import registry

if TYPE_CHECKING:
    from fridaygram.lm.base import LanguageModel
    from fridaygram.lm.index.index import Index

_PACKAGE = "fridaygram.lm.models"


def model_names() -> tuple[str, ...]:
    """Return the names of the models, sorted, without importing them."""
    return registry.names(_PACKAGE)


def default_order(name: str) -> int | None:
    """Return a model's order where none is named, None for no bound. Raises UsageError for an unknown name."""
    order: int | None = registry.load(_PACKAGE, name, "MODEL", what="model").default_order
    return order


def load_model(name: str, index: Index, order: int | None = None) -> LanguageModel:
    """Return a model over an index; without an order, the model's own default.

    Raises UsageError for an unknown name and for an order that the model cannot have.
    """
    model: LanguageModel = registry.load(_PACKAGE, name, "MODEL", what="model")(index, order)
    return model
