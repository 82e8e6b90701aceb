"""Who waits after messages were deleted, put back, or count otherwise (spec CLK-11)."""

from typing import ClassVar

from otklik.clock.derive import derive_from, passed
from otklik.clock.facts import Clock, Fact, FactKind, Said
from otklik.clock.tests.stories import Line, W, hours, msk, terms, told

FOUR = terms(W, hours(4))


class TestChangedMessages:
    STORY: ClassVar[list[Line]] = [
        ("created", "24 10:00", FOUR),
        ("staff_message", "24 11:00"),
        ("client_message", "24 12:00"),
        ("client_message", "24 13:00"),
    ]
    ASKED, ANSWER, MORE, MOST = (
        Said(ref, msk(at), by_staff=ref == 2)
        for ref, at in enumerate(("24 10:00", "24 11:00", "24 12:00", "24 13:00"), start=1)
    )

    def after(self, *said: Said, at: str = "24 14:00", story: list[Line] | None = None) -> Clock:
        before = told(*(story or self.STORY), now=at)
        changed = Fact(msk(at), 90, FactKind.MESSAGES_CHANGED, terms=FOUR, said=said)
        return derive_from(before, [changed], now=changed.at)

    def test_another_message_waits_if_the_first_is_gone(self) -> None:
        clock = self.after(self.ASKED, self.ANSWER, self.MOST)
        assert clock.waiting
        assert (clock.waiting.ref, clock.waiting.number) == (4, 2)
        assert clock.due_at == msk("24 17:00")

    def test_lateness_goes_with_its_message_and_stays_counted(self) -> None:
        clock = self.after(self.ASKED, self.ANSWER, self.MOST, at="24 16:30")
        assert (clock.overdue, clock.overdue_count, clock.due_at) == (False, 1, msk("24 17:00"))

        rest = (Fact(msk("24 17:30"), 91, FactKind.SETTLED),)
        later = derive_from(clock, rest, now=msk("24 17:30"))
        assert [moment.round.ref for moment in passed(clock, later)] == [4]
        assert later.overdue_count == 2

    def test_a_question_whose_late_answer_is_deleted_is_counted_once(self) -> None:
        story: list[Line] = [self.STORY[0], ("staff_message", "24 15:00")]
        before = told(*story, now="24 16:00")
        assert before.overdue_count == 1
        asked = self.ASKED._replace(was_late=True)
        changed = Fact(msk("24 16:00"), 90, FactKind.MESSAGES_CHANGED, terms=FOUR, said=(asked,))
        clock = derive_from(before, [changed], now=changed.at)
        assert (clock.overdue, clock.overdue_count, passed(before, clock)) == (True, 1, ())

    def test_nobody_waits_if_nothing_is_left_and_the_same_waits_when_put_back(self) -> None:
        gone = self.after(self.ASKED, self.ANSWER, at="24 17:00")
        assert (gone.waiting, gone.overdue_count, gone.next_moment) == (None, 1, None)
        assert gone.withdrawn is not None
        back = Fact(
            msk("24 18:00"),
            91,
            FactKind.MESSAGES_CHANGED,
            terms=FOUR,
            said=(self.ASKED, self.ANSWER, self.MORE),
        )
        again = derive_from(gone, [back], now=back.at)
        assert again.waiting
        assert again.waiting.number == 2
        assert (again.due_at, again.overdue, again.overdue_count) == (msk("24 16:00"), True, 1)
        assert passed(gone, again) == ()

    def test_a_deleted_answer_leaves_its_round_and_the_question_waits_since_it_came(self) -> None:
        answered = self.STORY[:2]
        clock = self.after(self.ASKED, story=answered)
        assert [one.answer_ref for one in clock.rounds] == [2]
        assert clock.waiting
        assert clock.waiting.in_force_at == msk("24 14:00")
        assert (clock.waiting.ref, clock.due_at, clock.overdue) == (1, msk("24 14:00"), True)
        first_again = self.after(self.ASKED, self.MORE, self.MOST, at="24 13:30")
        assert first_again.waiting
        assert first_again.waiting.number == 2
        assert (first_again.waiting.ref, first_again.due_at) == (1, msk("24 14:00"))

    def test_an_answer_that_counts_after_all_was_given_when_it_came(self) -> None:
        late = Said(5, msk("24 15:00"), by_staff=True)
        clock = self.after(self.ASKED, self.ANSWER, self.MORE, self.MOST, late, at="24 17:00")
        last = clock.rounds[-1]
        assert (last.answered_at, last.answer_ref, last.overdue_at) == (late.at, 5, None)
        assert (last.reaction_minutes, last.overdue_minutes, clock.overdue_count) == (180, 0, 1)
        assert clock.waiting is None

    def test_a_shorter_level_counts_from_its_change_whoever_waits(self) -> None:
        vip = ("level_changed", "24 12:30", terms(W, hours(2), level_id=2))
        story = [*self.STORY[:3], vip, ("client_message", "24 13:00")]
        clock = self.after(self.ASKED, self.MORE, story=story, at="24 13:30")
        assert clock.waiting
        assert (clock.waiting.ref, clock.due_at) == (1, msk("24 14:30"))

    def test_a_closed_ticket_only_remembers_who_was_left(self) -> None:
        story: list[Line] = [*self.STORY, ("closed", "24 13:30")]
        reopened = Fact(msk("24 15:00"), 91, FactKind.REOPENED_BY_STAFF, terms=FOUR)
        left = self.after(self.ASKED, self.ANSWER, self.MOST, story=story)
        clock = derive_from(left, [reopened], now=reopened.at)
        assert clock.waiting
        assert clock.waiting.ref == 4
        none = self.after(self.ASKED, self.ANSWER, story=story)
        assert derive_from(none, [reopened], now=reopened.at).waiting is None

    def test_nothing_happens_to_who_waits_already(self) -> None:
        before = told(*self.STORY, now="24 14:00")
        clock = self.after(self.ASKED, self.ANSWER, self.MORE)
        assert clock.waiting == before.waiting
