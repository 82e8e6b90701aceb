"""Every address names the act for which its view stands."""

from otklik.people.acts import Act
from tests.house.routes import all_routes


def test_every_view_names_its_act():
    silent = [
        route.pattern
        for route in all_routes()
        if not isinstance(getattr(route.view, "act", None), Act)
    ]
    assert silent == []


def test_every_route_has_a_name_of_its_own():
    names = [route.name for route in all_routes()]
    assert "" not in names
    assert len(set(names)) == len(names)
