"""Images of customers as version 2 names them.

Source: the pages of customer images.
"""

from __future__ import annotations

import sqlite3
from typing import Any

__all__ = ["file"]


def file(row: sqlite3.Row) -> dict[str, Any]:
    """Give what is kept of an image."""
    return {
        "id": row["id"],
        "name": row["name"],
        "contentType": row["media_type"],
        "size": row["size"],
        "fileHandle": row["handle"],
        "namespace": "customerImage",
        "version": -1,
    }
