"""The pipeline: links from a source, facts about them, stages that judge, a corpus and its ledger."""
