"""The codes with which the operations of requests say why something was not done.

Both versions count alike, but for what only one of them takes.
Source: the pages of requests, and the errors page.
"""

from __future__ import annotations

__all__ = ["V1_1", "V2"]

# reason -> code and message; "{}" is the detail
_BOTH: dict[str, tuple[int, str]] = {
    "base-type-unknown": (9008, "Request base type {} is invalid"),
    "deletion-off": (3232, "Deletion of personal data is switched off"),
    "goodwill-points-invalid": (9012, "The number of points is missing or invalid"),
    "goodwill-series-unknown": (9012, "Coupon series {} is unknown"),
    "merge-same": (9029, "Customer {} cannot be merged into itself"),
    "merge-survivor-merged": (9027, "Customer {} was merged into another"),
    "merge-survivor-pending": (9026, "Request {} to merge the survivor is pending"),
    "merge-victim-merged": (9023, "Customer {} was merged into another"),
    "merge-victim-pending": (9018, "Request {} to merge the victim is pending"),
    "old-value-gone": (9012, "No customer has {} any more"),
    "request-customer-merged": (9027, "Customer {} was merged into another"),
    "request-decided": (9052, "The request is {} already"),
    "request-not-loyal": (9022, "Customer {} is not in the loyalty programme"),
    "request-own": (9051, "Request {} cannot be approved by the one who made it"),
    "request-status-unknown": (9052, "Request status {} is invalid"),
    "request-type-unknown": (9006, "Request type {} is invalid"),
    "request-unknown": (9050, "Request {} does not exist"),
    "retro-request-impossible": (9060, "Transaction {} cannot be converted any more"),
    "retro-request-types": (9059, "Conversion from {} is not possible"),
    "retro-request-unknown": (9058, "Transaction {} is unknown"),
    "retro-request-unnamed": (9057, "The transaction id is missing or invalid"),
}
V1_1 = _BOTH | {
    "comments-too-long": (9014, "Comments are longer than 255 characters"),
    "customer-unknown": (9011, "The customer is not registered"),
    "date-malformed": (9016, "Date {} is malformed"),
    "dates-reversed": (9021, "The start date {} is after the end date"),
    "identifier-malformed": (9024, "The new value {} is malformed"),
    "identifier-none": (9019, "No customer identifier was given"),
    "input-missing": (9014, "{} is missing"),
    "nobody-matches": (9011, "The customer is not registered"),
    "old-value-unknown": (9012, "No customer has the old value {}"),
    "program-unknown": (9012, "Programme {} is unknown"),
    "request-none": (9050, "There are no such requests"),
    "target-customer-missing": (9007, "The target customer is missing"),
    "target-customer-unknown": (9007, "The target customer is unknown"),
}
V2 = _BOTH | {
    "comments-too-long": (400, "Comments are longer than 255 characters"),
    "input-missing": (9014, "{} is required"),
    "new-email-taken": (9002, "Email {} belongs to another customer"),
    "new-externalId-taken": (9003, "External id {} belongs to another customer"),
    "new-mobile-taken": (9005, "Mobile {} belongs to another customer"),
    "request-exists": (9028, "The same request exists with id {}"),
}
