"""`/` and `/t/<number>` send each person to the person's own door."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_stranger_signs_in_before_it_is_known_whose_door_it_is(client: Client):
    assert client.get("/").headers["Location"] == "/account/sign-in/?next=%2F"


def test_a_stranger_signs_in_before_following_a_ticket(client: Client):
    assert client.get("/t/1").headers["Location"] == "/account/sign-in/?next=%2Ft%2F1"
