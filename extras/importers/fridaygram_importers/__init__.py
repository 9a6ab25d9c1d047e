"""Blogs of Jekyll, Hugo and Pelican, turned into posts and pages of Fridaygram.

It needs no network, and runs none of the old blog's code. Each program's ``ENGINE`` reads a folder and imports what it
found. It returns an ``BlogReport``, which lists by file and line what needs a person.
"""
