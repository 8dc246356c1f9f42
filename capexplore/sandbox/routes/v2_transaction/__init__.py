"""Transactions, version 2."""

# The actions that each part handles.
PARTS = {
    ".adding": ("add", "add_bulk"),
    ".reading": ("get", "get_by_bill_number"),
    ".updating": ("update", "update_bulk"),
}
