"""The verbs of the command line, one file each, exporting ``COMMAND``. Only cli.py prints."""
