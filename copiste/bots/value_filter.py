"""Keeps values out of what Robot Framework writes: the log of a robot shows what was done, not with what.

Robot logs every assignment (`${row} = …`), the variables of every turn of a loop and the text of every
failure, and libraries log what they like. Here, the names of keywords, their order, times and results are
written, and:

| what Robot would write                              | what is written                                |
|-----------------------------------------------------|------------------------------------------------|
| messages inside a keyword of Copiste's              | the same                                       |
| assignments, `Log`, what libraries log or print     | `…`                                            |
| arguments as the robot's files have them            | the same                                       |
| arguments that a library gives to a keyword         | those that its own call has; `…` for others    |
| variables of a turn of a loop                       | their names                                    |
| a failure of a keyword made with `copiste.keyword`  | the same: foreign texts are withheld there     |
| any other failure                                   | `WITHHELD`                                     |
| documentation, tags, metadata set while running     | what the robot's files say                     |
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from robot import running
from robot.result import ForIteration, Keyword, Message, TestCase, TestSuite

_HIDDEN: Final = "…"
#: In place of the text of a failure.
WITHHELD: Final = (
    "The text of this failure is not shown, for it may hold values of a case. "
    "To read it, run the robot by hand with invented data."
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A keyword that is running."""

    #: Those of its arguments that the robot's files have.
    arguments: frozenset[str]
    #: A keyword of a Python library.
    of_library: bool
    #: What it logs holds no value.
    trusted: bool


class ValueFilter:
    """A listener of Robot's that is called before Robot writes, and changes what it would write."""

    ROBOT_LISTENER_API_VERSION = 3
    #: Before every other listener: libraries that listen are not told values of failures either.
    ROBOT_LISTENER_PRIORITY = 1_000_000

    def __init__(self) -> None:
        self._frames: list[_Frame] = []
        #: Texts of failures that hold no value.
        self._shown: set[str] = set()
        self._started = False

    def start_suite(self, _data: running.TestSuite, _result: TestSuite) -> None:
        """From now on there may be values."""
        self._started = True

    def end_suite(self, data: running.TestSuite, result: TestSuite) -> None:
        """Leave what the file says."""
        result.doc = data.doc
        result.metadata.clear()
        result.metadata.update(data.metadata)
        result.message = self._failure(result.message)

    def end_test(self, data: running.TestCase, result: TestCase) -> None:
        """Leave what the file says."""
        result.doc, result.tags = data.doc, data.tags
        if result.message and not result.passed:
            result.message = self._failure(result.message)
        elif result.message:
            result.message = _HIDDEN

    def start_user_keyword(self, data: running.Keyword, _implementation: Any, _result: Keyword) -> None:
        """A keyword of a robot's own files begins."""
        self._begin(data, of_library=False, trusted=False)

    def start_library_keyword(self, data: running.Keyword, implementation: Any, _result: Keyword) -> None:
        """A keyword of a library begins."""
        module = type(implementation.owner.instance).__module__
        self._begin(data, of_library=True, trusted=module.partition(".")[0] == "copiste")

    def start_invalid_keyword(self, data: running.Keyword, _implementation: Any, _result: Keyword) -> None:
        """A keyword that does not exist, or whose call is wrong."""
        self._begin(data, of_library=False, trusted=False)

    def end_user_keyword(self, _data: running.Keyword, _implementation: Any, result: Keyword) -> None:
        """Leave of it what holds no value."""
        self._end(result)

    def end_library_keyword(self, _data: running.Keyword, implementation: Any, result: Keyword) -> None:
        """Leave of it what holds no value."""
        if getattr(implementation.method, "shows_no_value", False) and result.failed:
            self._shown.add(result.message)
        self._end(result)

    def end_invalid_keyword(self, _data: running.Keyword, _implementation: Any, result: Keyword) -> None:
        """Leave of it what holds no value."""
        self._end(result)

    def end_body_item(self, _data: Any, result: Any) -> None:
        """A loop, a branch, a `RETURN` and so on: leave of it what holds no value."""
        result.message = self._failure(result.message)

    def end_for_iteration(self, _data: Any, result: ForIteration) -> None:
        """Leave the names of its variables."""
        result.assign = OrderedDict.fromkeys(result.assign, _HIDDEN)
        result.message = self._failure(result.message)

    def log_message(self, message: Message) -> None:
        """Hide it, unless a keyword of Copiste's says it."""
        if not (self._frames and self._frames[-1].trusted):
            _hide(message)

    def message(self, message: Message) -> None:
        """Hide what Robot itself says once there may be values; what it says of imports before stays."""
        if (
            self._started
            and message.level in {"ERROR", "WARN"}
            and not (self._frames and self._frames[-1].trusted)
        ):
            _hide(message)

    def _begin(self, data: running.Keyword, *, of_library: bool, trusted: bool) -> None:
        arguments = frozenset(map(str, data.args))
        if self._frames and self._frames[-1].of_library:
            arguments &= self._frames[-1].arguments
        self._frames.append(_Frame(arguments, of_library, trusted))

    def _end(self, result: Keyword) -> None:
        arguments = self._frames.pop().arguments
        result.args = tuple(text if text in arguments else _HIDDEN for text in map(str, result.args))
        result.message = self._failure(result.message)

    def _failure(self, text: str) -> str:
        return text if not text or text in self._shown else WITHHELD


def _hide(message: Message) -> None:
    message.message = _HIDDEN
    message.html = False
