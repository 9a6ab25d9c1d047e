"""The notebook of the documentation: each cell is run, as Jupyter would, and its outputs are compared."""

import ast
import contextlib
import io
import json
from pathlib import Path

NOTEBOOK = Path(__file__).parents[1] / "docs" / "content" / "pages" / "notebooks" / "tour.ipynb"


def run(source, names):
    """Run a cell in ``names`` and return its outputs as a notebook stores them."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, outputs = io.StringIO(), []
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, NOTEBOOK.name, "exec"), names)
        value = eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names) if last else None
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())})
    if value is not None:
        data = {"text/plain": lines(repr(value))}
        if hasattr(value, "_repr_html_"):
            data = {"text/html": lines(value._repr_html_()), "text/plain": [f"<{type(value).__name__}>"]}
        outputs.append({"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return outputs


def lines(text):
    return text.splitlines(keepends=True)


def test_the_notebook_has_the_outputs_that_its_cells_give(update_goldens):
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    names = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = [run("".join(cell["source"]), names) for cell in cells]
    if update_goldens:
        for cell, outputs in zip(cells, found, strict=True):
            cell["outputs"] = outputs
        NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert found == [cell["outputs"] for cell in cells]
    assert any("text/html" in output.get("data", {}) for outputs in found for output in outputs)
