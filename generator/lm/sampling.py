"""Many samples of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.lm.base import LanguageModel, Sample


def sample_texts(
    model: LanguageModel,
    *,
    count: int = 1,
    seed: int = 1,
    prompt: str = "",
    temperature: float = 1.0,
    limit: int = 2000,
    trace: bool = False,
) -> list[Sample]:
    """Return ``count`` samples. Sample i depends on (seed, i) alone, so a longer batch begins with a shorter one."""
    if count < 0:
        raise UsageError(f"count {count} is negative")
    return [
        model.sample(seed, index=number, batch=count, prompt=prompt, temperature=temperature, limit=limit, trace=trace)
        for number in range(count)
    ]
