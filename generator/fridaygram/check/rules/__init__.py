"""The judges of a built site, one file each: what each one looks at, and the rules that it holds pages to."""
