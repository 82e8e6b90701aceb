"""The guard of a view: strangers sign in, clients meet no desk, observers change nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, refuse_forged, view_for
from otklik.people.models import Role
from otklik.people.tests.conftest import MakePerson


@view_for(Act.WORK_AT_DESK)
def answer(request: AuthenticatedRequest, number: int) -> HttpResponse:
    return HttpResponse(f"{request.user.name} {request.viewer.is_agent} {number}")


@view_for(Act.PUBLIC)
def sign_in(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("welcome")


def test_a_view_says_for_what_it_stands() -> None:
    assert answer.act is Act.WORK_AT_DESK
    assert sign_in.act is Act.PUBLIC


def test_who_may_comes_in_with_viewer_and_arguments(
    make_person: MakePerson, rf: RequestFactory
) -> None:
    request = rf.get("/desk/7/")
    request.user = make_person(Role.AGENT, name="Анна")
    response = answer(request, number=7)
    assert isinstance(response, HttpResponse)
    assert response.content.decode() == "Анна True 7"


def test_a_stranger_is_sent_to_sign_in_and_back(rf: RequestFactory) -> None:
    request = rf.get("/desk/7/?view=mine")
    request.user = AnonymousUser()
    response = answer(request, number=7)
    assert response.status_code == 302
    assert response["Location"] == "/account/sign-in/?next=%2Fdesk%2F7%2F%3Fview%3Dmine"


@pytest.mark.parametrize(("method", "headers"), [("post", {}), ("get", {"HX-Request": "true"})])
def test_a_strangers_fragment_or_form_is_refused_aloud(
    rf: RequestFactory, method: str, headers: dict[str, str]
) -> None:
    request = getattr(rf, method)("/desk/7/", headers=headers)
    request.user = AnonymousUser()
    response = answer(request, number=7)
    assert response.status_code == 401
    assert "Location" not in response


def test_a_client_does_not_learn_that_there_is_a_desk(
    make_person: MakePerson, rf: RequestFactory
) -> None:
    request = rf.get("/desk/7/")
    request.user = make_person(Role.CLIENT)
    with pytest.raises(Http404):
        answer(request, number=7)


@pytest.mark.parametrize("role", [Role.OBSERVER])
def test_who_knows_but_may_not_is_refused(
    make_person: MakePerson, rf: RequestFactory, role: Role
) -> None:
    request = rf.post("/desk/7/")
    request.user = make_person(role)
    with pytest.raises(PermissionDenied):
        answer(request, number=7)


def test_a_page_left_open_learns_that_its_session_is_over_or_another_one(
    make_person: MakePerson, rf: RequestFactory
) -> None:
    request = rf.post("/desk/7/", headers={"HX-Request": "true"})
    request.user = AnonymousUser()
    assert refuse_forged(request).status_code == 401
    request = rf.post("/desk/7/", headers={"X-Requested-With": "fetch"})
    request.user = make_person(Role.AGENT)
    renewed = refuse_forged(request)
    assert renewed.status_code == 403
    assert renewed.headers["X-CSRFToken"]


def test_what_is_public_is_for_strangers(rf: RequestFactory) -> None:
    request = rf.get("/account/sign-in/")
    request.user = AnonymousUser()
    response = sign_in(request)
    assert isinstance(response, HttpResponse)
    assert response.content == b"welcome"
