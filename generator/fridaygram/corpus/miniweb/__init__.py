"""A miniature web on the loopback interface: services, blogs, and everything that goes wrong with them.

It carries the demo corpus, so that ``fridaygram acquire demo --demo-web`` runs the real pipeline, with its real
clients, crawler and filters, on a machine without a network and without secrets.
"""
