"""Two requests at once from one draft: one notice, and both see its receipt."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from notices.models import Claim, Notice
from tests import cast
from tests.owners.test_wizard import filled, oath


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_make_one_notice(client):
    cast.listing()
    user = cast.mara().user
    client.force_login(user)
    draft = filled(client, cast.right())
    form = oath(client, draft)

    def press(_):
        try:
            presser = Client()
            presser.force_login(user)
            return presser.post(draft + "sign/", form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as crowd:
        receipts = set(crowd.map(press, range(10)))
    assert receipts == {f"/notices/{Notice.objects.get().reference}/sent/"}
    assert Claim.objects.count() == 1
