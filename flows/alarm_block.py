"""The kind of Prefect block that holds whom an alarm calls; our server knows it by flows/prefect_app.py."""

from __future__ import annotations

from prefect.blocks.notifications import AppriseNotificationBlock


class AlarmReceivers(AppriseNotificationBlock):
    """Addresses in the notation of Apprise, with spaces between them; all are called."""

    _block_type_name = "Congresswatch alarm receivers"
    _block_type_slug = "congresswatch-alarm-receivers"
    _description = "Whom the alarms of Congresswatch call: mail, webhooks, chats, as Apprise writes them."
