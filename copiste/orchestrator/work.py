"""One seat at work: claim, hand to the bot, decide, settle."""

from __future__ import annotations

from functools import partial

from copiste.bots.bot import Bot
from copiste.orchestrator.breaker import Turn
from copiste.orchestrator.context import IDLE, RunContext, RunEvent
from copiste.queue.item import Outcome


def work_one(context: RunContext, bot: Bot) -> Outcome | None:
    """Take one work item through one transaction; `None` when none is ready."""
    held = context.queue.claim(bot.name, processes=context.remaining.startable(), run=context.run)
    if held is None:
        return None
    lease, item = held.lease, held.lease.item
    event = partial(RunEvent, bot=bot.name, process=item.process, reference=item.reference)
    context.on_event(event("claimed"))
    with context.leases.kept(lease, bot.abandon, asked=held.asked):
        outcome = bot.run(
            item, context.queue.hold(lease), lambda step: context.on_event(event("step", step=step))
        )
        # Before anybody has the item: the session of a bot that died would keep its record locked.
        if bot.left_behind and (unopened := bot.open()) is not None:
            context.note(bot, unopened)
        decision = context.retry.decide(outcome, item, now=context.clock())
        state = context.queue.settle(lease, decision)
    if state is not None:
        context.count(state)
        context.note_pictures(bot, outcome)
        context.on_event(event("settled", state=state, code=decision.code, message=decision.message))
    return outcome


def work_seat(context: RunContext, bot: Bot) -> Outcome | None:
    """Work until the queue is done or a stop is asked for; returns why the seat gave up, if it did."""
    try:
        why = _work_seat(context, bot)
    finally:
        context.leave(bot)
    if why is not None:
        context.on_event(RunEvent("stopped", bot.name, code=why.code, message=why.message))
    return why


def _work_seat(context: RunContext, bot: Bot) -> Outcome | None:
    done = False
    why = None
    while why is None and not context.stop.orderly.is_set():
        turn = context.breaker.turn(bot.name, context.clock()) if context.may_sit(bot) else Turn.WAIT
        if turn is Turn.CLAIM:
            outcome = work_one(context, bot)
            if outcome is None:
                # Done, and then still nothing to claim: an item given back in between is not left behind.
                if done:
                    break
                done = context.remaining.done()
                if not done:
                    context.idle()
                continue
            context.note(bot, outcome)
        elif context.remaining.nothing_left():
            break
        elif turn is Turn.OPEN:
            context.note(bot, bot.open())
        else:
            context.stop.orderly.wait(IDLE.total_seconds())
        done = False
        why = _given_up(context, bot)
    return why


def _given_up(context: RunContext, bot: Bot) -> Outcome | None:
    """Why the seat gives up: its operator is refused, or it could not work for longer than its patience."""
    patience = context.remaining.patience
    if bot.refused is not None or patience is None:
        return bot.refused
    return context.breaker.longer_than(patience, bot.name, context.clock())
