"""An organisation as partners read it."""

from accounts.models import Organisation
from accounts.rest import told

PARTY = told.record(id=told.TEXT, name=told.TEXT)


def party(organisation: Organisation) -> dict[str, str]:
    return {"id": organisation.public_id, "name": organisation.name}
