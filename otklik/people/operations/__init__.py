"""Changing people: the only way in which their rows are written."""

from otklik.people.operations.absences import (
    add_absence,
    restore_absence,
    withdraw_absence,
)
from otklik.people.operations.accounts import (
    AddressTaken,
    add_account,
    end_sessions,
    make_system_admin,
    offer_in_demo,
    register,
    set_password,
    switch,
)
from otklik.people.operations.contacts import (
    add_contact,
    contact_for,
    person_for,
)
from otklik.people.operations.groups import (
    add_organization,
    add_support_group,
    add_user_group,
)
from otklik.people.operations.memberships import (
    add_to_support_group,
    add_to_user_group,
    remove_from_support_group,
    remove_from_user_group,
)
from otklik.people.operations.profiles import (
    LONGEST_NAME,
    LONGEST_PHONE,
    Profile,
    change_profile,
    choose_language,
    remember_zone,
)
from otklik.people.operations.proofs import (
    Proof,
    correct_address,
    prove_address,
)

__all__ = [
    "LONGEST_NAME",
    "LONGEST_PHONE",
    "AddressTaken",
    "Profile",
    "Proof",
    "add_absence",
    "add_account",
    "add_contact",
    "add_organization",
    "add_support_group",
    "add_to_support_group",
    "add_to_user_group",
    "add_user_group",
    "change_profile",
    "choose_language",
    "contact_for",
    "correct_address",
    "end_sessions",
    "make_system_admin",
    "offer_in_demo",
    "person_for",
    "prove_address",
    "register",
    "remember_zone",
    "remove_from_support_group",
    "remove_from_user_group",
    "restore_absence",
    "set_password",
    "switch",
    "withdraw_absence",
]
