"""User groups under the paths of their older pages: ``/v2/usergroups``.

They are the groups of ``userGroup2``. Of what the older pages describe only the answer to leaving a
group is known well enough to be given.
"""

from __future__ import annotations

from capexplore.sandbox.domain import user_groups
from capexplore.sandbox.handling import Answer, Call, handles, whole


@handles("v2/user_group_legacy/leave")
def leave(call: Call) -> Answer:
    """End the membership of a customer."""
    group_id, user_id = (whole(call.path[name], name) for name in ("groupId", "userId"))
    user_groups.leave(call.work, group_id, user_id)
    return Answer({"warnings": [], "errors": [], "success": True})
