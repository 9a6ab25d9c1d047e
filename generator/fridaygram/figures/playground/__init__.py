"""The playground in a page: its two scripts and its markup."""
