"""Transactions, version 1.1."""

# The actions that each part handles.
PARTS = {
    ".reading": ("get",),
    ".writing": ("add", "update"),
}
