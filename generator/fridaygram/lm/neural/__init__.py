"""Neural character models in PyTorch, an optional extra: ``pip install 'fridaygram[neural]'``.

They stand behind the same interface as the counting models and are scored by the same evaluation. Nothing outside
this folder and its two models, ``models/lstm.py`` and ``models/transformer.py``, imports torch.
"""
