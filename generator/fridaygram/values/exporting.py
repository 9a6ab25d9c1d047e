"""Exports a corpus or a model in the layout of the Hugging Face Hub: a README.md with YAML front matter, and the data.

The front matter is that of dataset cards and model cards (huggingface.co/docs/hub, "Dataset Cards", "Model Cards").
Nothing leaves this machine. What others wrote is exported only under a stated licence.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from fridaygram.config import FILE as SETTINGS
from fridaygram.config import Site
from fridaygram.errors import BuildError, ConfigError
from fridaygram.files import folder_atomic
from fridaygram.pages.kinds.statements import Row, licence_of, said
from fridaygram.registry import require
from fridaygram.values.statements import data_statement, model_card
from fridaygram.values.stores import BlogStores

DATA = "data/train-00000-of-00001.parquet"
# The identifiers of the Hub's licences that texts usually have; any other licence is "other" with a name.
LICENCES = re.compile(r"mit|apache-2\.0|unlicense|cc0-1\.0|cc-by(?:-nc)?(?:-sa|-nd)?-[234]\.[05]|odc-by|odbl|gfdl")
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def export_corpus(name: str, site: Site, stores: BlogStores, day: str, folder: Path) -> None:
    """Write a corpus to a new ``folder``: README.md, as of the ``day`` (YYYY-MM-DD) today, and its reviews as Parquet.

    Raises CorpusError where the corpus is not here, ConfigError where no licence is stated, UsageError without the
    extra, BuildError where the folder is in use.
    """
    stores.corpus(name)
    licence = _licence(site, name)
    require("export", "Parquet")
    import pyarrow
    from pyarrow import parquet

    _check_free(folder)
    statement = data_statement(name, stores, day)
    reviews = stores.corpus(name).reviews()
    table = pyarrow.Table.from_pylist(
        [
            {
                "text": review.content,
                "url": review.url,
                "date": review.date_published,
                "language": review.lang,
                "artist": review.song.artist if review.song else "",
                "title": review.song.title if review.song else review.title,
            }
            for review in reviews
        ]
    )
    size = next((label for limit, label in SIZES if statement.texts < limit), "1M<n<10M")
    head = {
        **licence,
        "language": sorted(filter(None, statement.languages)),
        "pretty_name": name,
        "size_categories": [size],
        "task_categories": ["text-generation"],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": "data/train-*"}]}],
    }
    with folder_atomic(folder) as beside:
        (beside / DATA).parent.mkdir()
        parquet.write_table(table, beside / DATA, compression="zstd")
        _write_readme(beside, head, f"Data statement: {name}", *said(statement, name, site))


def export_model(name: str, site: Site, stores: BlogStores, day: str, folder: Path) -> None:
    """Write a model to a new ``folder``: README.md and the files of its index, which hold the texts of training.

    Raises ConfigError where the corpus has no stated licence, BuildError where the folder is in use.
    """
    licence = _licence(site, stores.index(name).corpus)
    _check_free(folder)
    card = model_card(name, stores, day)
    metrics = [{"type": "bits-per-character", "name": f"order {order}", "value": bits} for order, bits in card.bits]
    result = {"task": {"type": "text-generation"}, "dataset": {"name": card.corpus, "type": card.corpus}}
    head: dict[str, Any] = {
        **licence,
        "library_name": "fridaygram",
        "pipeline_tag": "text-generation",
        "tags": ["character-level", "n-gram"],
        "datasets": [card.corpus],
    }
    if metrics:
        head["model-index"] = [{"name": name, "results": [{**result, "metrics": metrics}]}]
    with folder_atomic(folder) as beside:
        shutil.copytree(stores.shelf.models / name, beside, dirs_exist_ok=True)
        _write_readme(beside, head, f"Model card: {name}", *said(card, name, site))


def _licence(site: Site, corpus: str) -> dict[str, str]:
    stated = licence_of(site, corpus)
    if not stated:
        hint = f'state it in {SETTINGS}: [corpora.{corpus}] licence = "cc-by-4.0"'
        raise ConfigError(f"no licence is stated for the texts of '{corpus}'", file=SETTINGS, hint=hint)
    if LICENCES.fullmatch(stated.lower()):
        return {"license": stated.lower()}
    return {"license": "other", "license_name": stated}


def _check_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BuildError("there is something here already", file=folder, hint="name a new folder")


def _write_readme(
    folder: Path, head: dict[str, Any], title: str, rows: list[Row], tables: list[dict[str, Any]]
) -> None:
    import yaml

    lines = ["---", yaml.safe_dump(head, sort_keys=False, allow_unicode=True).rstrip(), "---", "", f"# {title}", ""]
    lines += _table(("what", "value"), rows)
    for table in tables:
        lines += [f"## {table['title']}", "", *_table(table["header"], table["rows"])]
    (folder / "README.md").write_text("\n".join(lines), "utf-8")


def _table(header: Row, rows: list[Any]) -> list[str]:
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in (header, *rows)]
    lines = [f"| {one} | {other} |" for one, other in cells]
    return [lines[0], "| --- | --- |", *lines[1:], ""]
