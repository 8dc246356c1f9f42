"""Images of a customer: adding, by id and by identifier, and deleting."""

from __future__ import annotations

from capexplore.sandbox.domain import images
from capexplore.sandbox.domain.changes import Form, check_fraud
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.images_v2 import file
from capexplore.sandbox.wire.selection_v2 import selected

_FIELD = "FILE"


@handles("v2/customer/add_image")
@handles("v2/customer_lookup/add_image")
def add(call: Call) -> Answer:
    """Keep the images of a form; all of them, or none."""
    who = selected(call)
    check_fraud(who.customer, Form())
    uploads = [upload for upload in call.body if upload.field.upper() == _FIELD]
    if not uploads:
        raise Refused("images-missing")
    data = [
        {
            "code": 200,
            "file": file(
                images.add(
                    call.work, who.customer.id, upload.name, upload.media_type, upload.content
                )
            ),
            "message": "Successfully uploaded file",
            "status": "true",
        }
        for upload in uploads
    ]
    return Answer({"data": data, "warnings": v2.warnings(who.notices), "errors": []})


@handles("v2/customer/delete_image")
def delete(call: Call) -> Answer:
    """Delete images of a customer by id; without ids, all of them."""
    who = selected(call)
    removed = images.remove(call.work, who.customer.id, call.every("image_ids"))
    data = [{"code": 200, "message": "Success", "status": "true"}] * removed
    return Answer({"data": data, "warnings": v2.warnings(who.notices), "errors": []})
