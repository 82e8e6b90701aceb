"""Laws that hold for every story a ticket can have."""

import itertools
from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.clock.derive import derive, derive_from, passed
from otklik.clock.explain import explain
from otklik.clock.facts import Clock, Fact, FactKind, Mark, Said
from otklik.clock.terms import Base, Period, Unit
from otklik.clock.tests.stories import ALWAYS, NIGHT, L, W, msk, terms

TICK = timedelta(microseconds=1)
CREATIONS = {FactKind.CREATED, FactKind.CREATED_BY_STAFF}
LATER = sorted(set(FactKind) - CREATIONS)
WITH_TERMS = {
    FactKind.LEVEL_CHANGED,
    FactKind.PRIORITY_CHANGED,
    FactKind.TERMS_CHANGED,
    FactKind.MESSAGES_CHANGED,
}
SPOKEN = {FactKind.CREATED, FactKind.CLIENT_MESSAGE, FactKind.STAFF_MESSAGE}
PROMISES = [
    terms(
        calendar,
        reaction,
        warn=warn,
        base=base,
        hold_pauses=pauses,
        level_id=level,
        revision=number,
    )
    for number, (level, calendar, reaction, warn, base, pauses) in enumerate(
        [
            (1, W, Period(4, Unit.HOUR), Period(1, Unit.HOUR), Base.CLIENT_REPLY, True),
            (1, L, Period(90, Unit.MINUTE), None, Base.CLIENT_REPLY, False),
            (1, L, Period(2, Unit.WORKING_DAY), Period(1, Unit.WORKING_DAY), Base.CREATION, True),
            (2, ALWAYS, Period(1, Unit.HOUR), Period(20, Unit.MINUTE), Base.CLIENT_REPLY, True),
            (2, NIGHT, Period(1, Unit.DAY), Period(3, Unit.HOUR), Base.CREATION, False),
            (3, W, None, None, Base.CLIENT_REPLY, True),
        ],
        start=1,
    )
]


class Story(NamedTuple):
    """Facts in the order of recording, and a present after them."""

    facts: list[Fact]
    now: datetime


@st.composite
def changed_messages(draw: st.DrawFn, story: list[Fact]) -> tuple[Said, ...]:
    """Draw which messages of a story still count."""
    spoken = [one for one in story if one.kind in SPOKEN]
    kept = draw(st.lists(st.booleans(), min_size=len(spoken), max_size=len(spoken)))
    return tuple(
        Said(one.ref, one.at, one.kind is FactKind.STAFF_MESSAGE, draw(st.booleans()))
        for one, is_kept in zip(spoken, kept, strict=True)
        if is_kept
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw a story; some facts are recorded late, so their time lies before their neighbour's."""
    at = msk("23 09:00") + timedelta(minutes=draw(st.integers(0, 10_000)))
    found = [
        Fact(at, 1, draw(st.sampled_from(sorted(CREATIONS))), 1, draw(st.sampled_from(PROMISES)))
    ]
    steps = st.tuples(st.sampled_from(LATER), st.integers(-60, 1500), st.sampled_from(PROMISES))
    for seq, (kind, minutes, promise) in enumerate(draw(st.lists(steps, max_size=9)), start=2):
        at += timedelta(minutes=minutes)
        needs = kind in WITH_TERMS
        said = draw(changed_messages(found)) if kind is FactKind.MESSAGES_CHANGED else ()
        found.append(Fact(at, seq, kind, seq, promise if needs else None, said))
    return Story(
        found, max(fact.at for fact in found) + timedelta(minutes=draw(st.integers(0, 4000)))
    )


def prefixes(story: Story) -> list[Clock]:
    """Return the clock as it stood right after each fact."""
    facts = story.facts
    return [derive(facts[:count], now=facts[count - 1].at) for count in range(1, len(facts) + 1)]


@settings(max_examples=120)
@given(stories(), st.data())
def test_the_order_in_which_facts_are_read_does_not_matter(
    story: Story, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(story.facts))
    assert derive(shuffled, now=story.now) == derive(story.facts, now=story.now)


@settings(max_examples=200)
@given(stories(), st.data())
def test_continuing_from_any_state_is_deriving_at_once(story: Story, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(story.facts)))
    before, after = story.facts[:count], story.facts[count:]
    between = after[0].at if after else story.now
    pause = timedelta(minutes=data.draw(st.integers(0, 2000)))
    state = derive(before, now=between - pause) if before else Clock()
    assert derive_from(state, after, now=story.now) == derive(story.facts, now=story.now)


@settings(max_examples=120)
@given(stories())
def test_finished_rounds_stay_what_they_are(story: Story) -> None:
    last = derive(story.facts, now=story.now)
    for clock in prefixes(story):
        assert last.rounds[: len(clock.rounds)] == clock.rounds
    numbers = [one.number for one in last.rounds]
    assert numbers == sorted({*numbers})


@settings(max_examples=120)
@given(stories())
def test_the_counter_of_overdue_messages_counts_and_never_falls(story: Story) -> None:
    clocks = prefixes(story)
    for before, after in itertools.pairwise(clocks):
        in_time = bool(after.rounds) and after.rounds[-1].due_at == after.rounds[-1].ended_at
        assert after.overdue_count >= before.overdue_count or in_time
    last = clocks[-1]
    rounds = (*last.rounds, last.waiting) if last.waiting else last.rounds
    counted = sum(bool(one.first_overdue_at and not one.late_before) for one in rounds)
    if any(fact.kind is FactKind.MESSAGES_CHANGED for fact in story.facts):
        assert last.overdue_count >= counted
    else:
        assert last.overdue_count == counted


@settings(max_examples=120)
@given(stories())
def test_every_moment_is_named_once(story: Story) -> None:
    state, named = Clock(), []
    for fact in story.facts:
        after = derive_from(state, [fact], now=fact.at)
        named += [(moment.round[:2], moment.mark) for moment in passed(state, after)]
        state = after._replace(rounds=())
    overdue = [round_ for round_, mark in named if mark is Mark.OVERDUE]
    assert len(overdue) == len(set(overdue))
    assert len(overdue) >= state.overdue_count


@settings(max_examples=120)
@given(stories())
def test_nothing_happens_by_itself_before_the_next_moment(story: Story) -> None:
    clock = derive(story.facts, now=story.now)
    moment = clock.next_moment
    if moment is None:
        assert derive_from(clock, [], now=story.now + timedelta(days=900)) == clock
    else:
        assert moment > story.now
        assert derive_from(clock, [], now=moment - TICK) == clock
        after = derive_from(clock, [], now=moment)
        assert after.next_moment != moment
        one = clock.waiting
        assert passed(clock, after) or (one and (one.first_overdue_at or one.late_before))


@settings(max_examples=120)
@given(stories())
def test_the_explanation_comes_out(story: Story) -> None:
    clock = derive(story.facts, now=story.now)
    for one in (*clock.rounds, *((clock.waiting,) if clock.waiting else ())):
        segments = explain(one, now=story.now)
        counted = sum((part.end - part.start for part in segments if part.counted), timedelta())
        assert all(left.end == right.start for left, right in itertools.pairwise(segments))
        if one.due_at:
            assert counted == timedelta(minutes=one.worked_minutes(one.due_at))
        reaction = one.terms.reaction
        if one.due_at and reaction and reaction.unit is not Unit.WORKING_DAY:
            assert counted == timedelta(minutes=reaction.minutes(one.terms.calendar))
