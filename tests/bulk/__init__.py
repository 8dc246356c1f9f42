"""Bulk runs: from rows to calls, the pace, second tries, the journal, what is shown and written."""
