"""The notebooks are a contract: an answer of the sandbox that changes makes nbval fail.

`tests/altered.py` alters every action that the course calls in every way; these are a sample.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from tests.altered import noticed

SAMPLE = [
    ("02-get", "v2/customer_lookup/get_id", "status"),
    ("03-post", "v1.1/customer/add", "code"),
    ("05-patch", "v2/lead/patch", "member"),
    ("08-user-agent-and-response-headers", "v2/customer/search", "x-cap-api-request-uri"),
]
NOT_ASKED_FOR = ("02-get", "v2/lead/patch", "status")


def test_an_altered_answer_is_noticed_by_the_notebooks_that_ask_for_it() -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda one: noticed(*one), [*SAMPLE, NOT_ASKED_FOR]))
    assert found == [True] * len(SAMPLE) + [False]
