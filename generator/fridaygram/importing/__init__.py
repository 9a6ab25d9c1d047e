"""Blogs of Jekyll, Hugo and Pelican, turned into posts and pages of ours. It knows no network and asks nobody.

``read_origin`` reads another program's folder, ``Importer`` writes into a blog, and the ``Report`` that both fill
has, by file and line, everything that needs a person.
"""
