"""Blogs of other programs, turned into posts and pages of Fridaygram.

It needs no network, unless pictures are to be fetched, and runs none of the old blog's code. Each program's ``ENGINE``
reads a folder or an export and imports what it found. It returns a ``BlogReport``, which lists by file and line what
needs a person.
"""
