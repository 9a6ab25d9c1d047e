"""Where a run fetches and reads: in this process, or on many machines over shards. One file an engine."""
