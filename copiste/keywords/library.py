"""What the keyword libraries share: a decorator that records what a keyword raises, with a picture."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from robot.api import logger
from robot.api.deco import keyword as robot_keyword
from robot.errors import ExecutionStatus, RobotError

from copiste.errors import TransactionError
from copiste.keywords import transaction
from copiste.keywords.errors import presentable

#: What keywords raised without a current transaction: in the robot of a producer.
raised: list[TransactionError] = []

P = ParamSpec("P")
R = TypeVar("R")


def keyword(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` a keyword whose exceptions are facts for the decision at the end of the run.

    Robot turns an exception into a text, so its type is noted here, before. Failures of keywords that this
    one ran were noted there, and pass through. Foreign exception texts are not logged; they may hold case
    data.
    """

    @functools.wraps(function)
    def recorded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (ExecutionStatus, RobotError):
            raise
        except Exception as error:
            shown = presentable(error)
            _note(shown)
            if shown is error:
                raise
            raise shown from None

    # Its failures may be shown in Robot's log: `copiste.bots.value_filter` withholds others.
    setattr(recorded, "shows_no_value", True)  # noqa: B010 - functions have no such attribute of their own
    return robot_keyword(recorded)


def _note(error: TransactionError) -> None:
    if not transaction.is_open():
        raised.append(error)
        return
    tx = transaction.current()
    if not tx.note(error):
        return
    show_picture(f"{error.kind} {error.code}")


def show_picture(label: str) -> None:
    """Add a masked picture of the screen to the evidence and to Robot's log.

    When none can be taken, a warning is logged: that must neither hide a failure nor undo what is recorded.
    """
    tx = transaction.current()
    known = tx.evidence.missing
    try:
        path = tx.evidence.picture(tx.seat.session, label)
    except Exception as error:
        logger.warn(f"No picture of {label}: {type(error).__name__}")
        return
    if tx.evidence.missing != known:
        logger.warn(tx.evidence.missing)
    if path is not None:
        logger.info(f'<img src="{path.name}" width="720">', html=True)
