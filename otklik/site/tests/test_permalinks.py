"""`/` and `/t/<number>` send each person to the person's own door."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_stranger_goes_to_the_portal(client: Client):
    assert client.get("/").headers["Location"] == "/portal/"


def test_a_stranger_signs_in_before_following_a_ticket(client: Client):
    assert client.get("/t/1").headers["Location"] == "/account/sign-in/?next=%2Ft%2F1"
