"""The numbers for webhooks, for the layer below that cannot look up here (settings.WEBHOOK_RULES)."""

from policy.house_rules import Webhooks
from policy.load import book


def rules() -> Webhooks:
    return book().webhooks
