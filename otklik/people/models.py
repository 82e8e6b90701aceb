"""People and the groups that give them roles and views."""

from datetime import datetime
from typing import ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from otklik.core.text import initials, localised
from otklik.core.time import now
from otklik.people.absence import Absence  # noqa: F401 - a table of this room
from otklik.people.addresses import normal_address
from otklik.people.demo_account import DemoAccount  # noqa: F401 - a table of this room
from otklik.people.distribution import Distribution
from otklik.people.searchable import ORGANIZATION_WORDS, PERSON_WORDS, sorted_by


class Role(models.TextChoices):
    """The five fixed roles (spec ROLE-1)."""

    DENIED = "denied", _("Access denied")
    CLIENT = "client", _("Client")
    AGENT = "agent", _("Agent")
    OBSERVER = "observer", _("Observer")
    ADMIN = "admin", _("Administrator")


class Organization(models.Model):
    """A company whose people write to us or work with us."""

    name = models.CharField(max_length=255)
    sort_key = models.GeneratedField(
        expression=sorted_by("name"),
        output_field=models.CharField(max_length=255),
        db_persist=True,
    )
    note = models.CharField(max_length=255, blank=True)
    supported_till = models.DateField(_("Support until"), null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        """Names are sorted by their normalised key."""

        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ("sort_key", "id")
        indexes: ClassVar = [
            models.Index(fields=["sort_key"], name="organization_sort_key"),
            GinIndex(ORGANIZATION_WORDS, name="organization_words"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Looks people up by their sign-in address."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the account that signs in with this address, ignoring case.

        Args:
            username: An e-mail address.

        Raises:
            Person.DoesNotExist: No account signs in with it.
        """
        return self.get(email=normal_address(username or ""), can_sign_in=True)


class Person(AbstractBaseUser):
    """Somebody: a client, a member of staff, or a contact who never signs in (spec D-12).

    For a contact the address is the identity. An account whose address is not proven is known by
    `email_proven_at` being empty (spec D-11). A contact whose address an account has proven stays
    as a row that points to the account in `taken_over_by` (spec T-7). `supported_till` is the last
    day of support, by the calendar of the site that is asked; the company's counts if the person
    has none of his own (spec REG-10).
    """

    name = models.CharField(_("Name"), max_length=150, blank=True)
    sort_key = models.GeneratedField(
        expression=sorted_by("name", "email"),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    email_proven_at = models.DateTimeField(null=True, blank=True)
    can_sign_in = models.BooleanField(default=False)
    is_active = models.BooleanField(_("Let in"), default=True)
    is_system_admin = models.BooleanField(default=False)
    taken_over_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    language = models.CharField(_("Language"), max_length=5, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, blank=True)
    single_keys = models.BooleanField(_("Single-letter shortcuts"), default=True)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("Organization"),
    )
    supported_till = models.DateField(_("Support until"), null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        """One account and one contact per address, stored in its normal spelling."""

        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(can_sign_in=True), name="person_account_email"
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(can_sign_in=False, taken_over_by=None) & ~Q(email=""),
                name="person_contact_email",
            ),
            models.CheckConstraint(
                condition=Q(can_sign_in=False) | ~Q(email=""), name="person_account_has_email"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="person_email_in_lower_case"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sort_key"], name="person_sort_key"),
            GinIndex(PERSON_WORDS, name="person_words"),
        ]

    def __str__(self) -> str:
        """Return what the person is called."""
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name, else the address, else the telephone number."""
        return self.name or self.email or self.phone or f"#{self.pk}"

    @property
    def initials(self) -> str:
        """Up to two letters for the avatar."""
        return initials(self.shown_name)

    @property
    def hue(self) -> int:
        """The avatar's colour, 0 to 11, steady for a person."""
        return (self.pk or 0) % 12

    @property
    def is_proven(self) -> bool:
        """Whether somebody has shown that the address is this person's (spec D-11)."""
        return self.email_proven_at is not None

    def get_session_auth_hash(self) -> str:
        """Return the value that ends a session when it changes: password or epoch."""
        salt = "otklik.people.Person.session"
        return salted_hmac(
            salt, f"{self.password}:{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    def clean(self) -> None:
        """Bring the address into its normal spelling."""
        self.email = normal_address(self.email)


class Address(models.Model):
    """A further proven address of a person, whose letters count as the person's (spec MAIL-5)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    address = models.EmailField(max_length=254)
    proven_at = models.DateTimeField()

    class Meta:
        """An address belongs to one person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address"], name="address_one_owner"),
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="address_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.address


class Membership(models.Model):
    """What both kinds of membership share: a person, and the time for which it counts."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, verbose_name=_("Person"))
    valid_from = models.DateTimeField(_("Valid from"), null=True, blank=True)
    valid_till = models.DateTimeField(_("Valid till"), null=True, blank=True)

    class Meta:
        """Only its two kinds are tables."""

        abstract = True

    def clean(self) -> None:
        """Refuse a membership that ends before it begins."""
        if self.valid_from and self.valid_till and self.valid_till <= self.valid_from:
            raise ValidationError({"valid_till": _("It must end after it begins.")}, code="order")


def valid_at(at: datetime) -> Q:
    """Return the condition under which a membership counts (spec SLA-11).

    One of a group in the archive counts for nothing: no role, no level, no view, no notice.

    Args:
        at: An aware datetime; `valid_from` is inclusive, `valid_till` exclusive.
    """
    began = Q(valid_from=None) | Q(valid_from__lte=at)
    return Q(began, Q(valid_till=None) | Q(valid_till__gt=at), group__archived_at=None)


VALID_SQL: Final = """
    ({0}.valid_from IS NULL OR {0}.valid_from <= {1})
    AND ({0}.valid_till IS NULL OR {0}.valid_till > {1})
"""
"""The same of the membership `{0}` at `{1}`, for statements that are needed so often that building
them anew takes longer than all the rest. The archive of their groups they mention themselves."""


class UserGroup(models.Model):
    """A group that gives its members a role and chooses their levels (spec ROLE-8, SLA-7).

    A group without a role adds nothing; an explicit denial removes everything (spec D-3).
    """

    code = models.SlugField(max_length=50, unique=True)
    name_ru = models.CharField(_("Name in Russian"), max_length=150)
    name_en = models.CharField(_("Name in English"), max_length=150, blank=True)
    role = models.CharField(_("Role"), max_length=10, choices=Role.choices, blank=True)
    joined_on_registration = models.BooleanField(default=False)
    archived_at = models.DateTimeField(_("In the archive since"), null=True, blank=True)
    members = models.ManyToManyField(
        Person, through="UserGroupMembership", related_name="user_groups"
    )

    class Meta:
        """How pages call it."""

        verbose_name = _("user group")
        verbose_name_plural = _("user groups")

    def __str__(self) -> str:
        """Return the name in the present language."""
        return localised(self.name_ru, self.name_en)


class UserGroupMembership(Membership):
    """A person in a user group."""

    group = models.ForeignKey(
        UserGroup, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("Group")
    )

    class Meta:
        """A person is in a group once."""

        verbose_name = _("membership of a user group")
        verbose_name_plural = _("memberships of user groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "group"], name="user_group_member_once")
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.person} – {self.group}"


class SupportGroup(models.Model):
    """A team of staff, or the people of one customer, who may see each other's tickets (GRP-1)."""

    name = models.CharField(_("Group's name"), max_length=150)
    code = models.CharField(max_length=100, blank=True)
    sort = models.PositiveIntegerField(default=100)
    is_team = models.BooleanField(_("A team of staff"), default=False)
    distribution = models.CharField(
        _("How it shares new tickets out"), max_length=5, choices=Distribution.choices, blank=True
    )
    archived_at = models.DateTimeField(_("In the archive since"), null=True, blank=True)
    members = models.ManyToManyField(
        Person, through="SupportMembership", related_name="support_groups"
    )

    class Meta:
        """Groups are listed by their sort number."""

        verbose_name = _("support group")
        verbose_name_plural = _("support groups")
        ordering = ("sort", "name", "id")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SupportMembership(Membership):
    """A person in a support group, with three independent flags (spec GRP-2, GRP-3)."""

    group = models.ForeignKey(
        SupportGroup, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("Group")
    )
    sees_group = models.BooleanField(_("Sees the group's tickets"), default=False)
    hears_new = models.BooleanField(_("Hears of new tickets"), default=False)
    hears_updates = models.BooleanField(_("Hears of changes"), default=False)

    class Meta:
        """A person is in a group once."""

        verbose_name = _("membership of a support group")
        verbose_name_plural = _("memberships of support groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "group"], name="support_group_member_once")
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.person} – {self.group}"


class JournalVerb(models.TextChoices):
    """What was done to a setting."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    ARCHIVED = "archived", _("archived")
    RESTORED = "restored", _("restored")
    ORDERED = "ordered", _("put in order")
    REMOVED = "removed", _("removed")


class JournalEntry(models.Model):
    """A line of the journal of settings: who changed what, written by `people.journal`.

    The database refuses to change or delete it (law 3).

    Attributes:
        by: Who did it; nobody for the system itself: an installation, an import.
        kind: The model's label in lower case: "directory.category".
        object_id: The row's id; none if the change is about the whole kind, such as its order.
        name_ru: What the row was called that day, in Russian.
        name_en: The same in English; empty if it has one name only.
        changes: What differs, field by field: `people.journal.Difference` as JSON.
    """

    at = models.DateTimeField(default=now, db_index=True)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    verb = models.CharField(max_length=10, choices=JournalVerb.choices)
    kind = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    name_ru = models.CharField(max_length=255)
    name_en = models.CharField(max_length=255, blank=True)
    changes = models.JSONField(default=list)

    class Meta:
        """The newest first, of everything, of a kind, of a person; the last of one row."""

        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["kind", "-id"], name="journal_of_kind"),
            models.Index(fields=["by", "-id"], name="journal_of_person"),
            models.Index(fields=["kind", "object_id", "-id"], name="journal_of_object"),
        ]

    def __str__(self) -> str:
        """Return what was done to what."""
        return f"{self.verb} {self.kind} {self.object_id or ''}".strip()
