"""Uploaded files: bodies of the type ``multipart/form-data``."""

from __future__ import annotations

import io
from dataclasses import dataclass

import falcon
from falcon.media import MultipartFormHandler
from falcon.media.multipart import MultipartParseOptions

from capexplore.sandbox.handling import Rejected, bad_request

__all__ = ["Upload", "read_uploads"]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form."""

    field: str
    name: str
    media_type: str
    content: bytes


def read_uploads(raw: bytes, content_type: str) -> list[Upload]:
    """Read the parts of a form.

    Raises
    ------
    Rejected
        415 for another type of body; 400 for a form that cannot be read.
    """
    if content_type.partition(";")[0].strip().lower() != "multipart/form-data":
        raise Rejected(415, "Content-Type must be multipart/form-data")
    options = MultipartParseOptions()
    options.max_body_part_buffer_size = len(raw) + 1
    try:
        form = MultipartFormHandler(options).deserialize(io.BytesIO(raw), content_type, len(raw))
        return [
            Upload(part.name or "", part.filename or "", part.content_type, part.get_data())
            for part in form
        ]
    except (falcon.HTTPError, ValueError):
        raise bad_request("The form cannot be read") from None
