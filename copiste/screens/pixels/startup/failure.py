"""Why a program did not start: how it ended, its last messages, what they mean, and the next step. Pure."""

from __future__ import annotations

import re
import signal
import unicodedata
from collections.abc import Iterator

from copiste.screens.pixels.startup.causes import CAUSES, INSTALL, MORE_MEMORY

#: Lines that are repeated, and characters of each.
_LINES, _LENGTH = 3, 160
#: Messages of programs that start well, and headings without a cause.
_NOISE = re.compile(
    r"^\(EE\)$|Fatal server error|^Warning: (Cannot convert string|Missing charsets)|^Usage: |Use --help|"
    r"^use: |^[-+]|dbus/|unexpected operator|^_XSERVTrans|couldn't find a Compose file"
)
_FRAME = re.compile(r"^\(EE\)\s*|\(EE\)$|^\[[\d:./]+:(?:ERROR|FATAL|WARNING|INFO):[^\]]*\]\s*")

_SIGNALS = {
    signal.SIGKILL: ("killed; if nobody did that, the kernel did, for lack of memory", MORE_MEMORY),
    signal.SIGBUS: ("it failed in shared memory: /dev/shm is likely too small", "give it 64 MB or more"),
    signal.SIGILL: ("it was built for another processor", "install the package for this one"),
    signal.SIGXFSZ: ("a file grew beyond a limit", "raise it (ulimit -f)"),
    signal.SIGXCPU: ("it used up its processor time", "raise the limit (ulimit -t)"),
    signal.SIGTERM: ("a person, or the stop of a service, ended it", "start again"),
}
_CRASHED = ("it crashed", "install its package anew; if that does not help, report it to its makers")


def why(program: str, code: int | None, said: str, waited: float = 0) -> str:
    """Why a program did not start, from its exit status (`None`: it runs) and its output.

    The text names the program, how it ended, its last messages (bounded, without control characters), their
    meaning, and the next step.
    """
    ending, cause, remedy = _ended(code, waited)
    lines = list(_meant_lines(said))
    everything = "\n".join(lines)
    for known in CAUSES:
        if match := known.message.search(everything):
            meant = known.means() if callable(known.means) else match.expand(known.means)
            cause, remedy = meant[:_LENGTH], known.remedy
            break
    last = [*dict.fromkeys(reversed(lines))][:_LINES]
    words = " / ".join(map(_bounded, reversed(last))).rstrip(".")
    output = f"It said: {words}." if words else "It said nothing."
    likely = f" Cause: {cause}." if cause else ""
    return f"{program} does not start here: {ending}. {output}{likely} Next step: {remedy}."


def by_signal(code: int) -> str:
    """How a program that had started was ended, when a signal did it: ` Ended by signal …`; else nothing."""
    if code >= 0:
        return ""
    ending, cause, _ = _ended(code, 0)
    return f" It was {ending}: {cause}."


def _ended(code: int | None, waited: float) -> tuple[str, str, str]:
    """How it ended; what that alone means, and what to do then."""
    again = f"{INSTALL}, then copiste doctor"
    if code is None:
        slow = "see that this machine has processor time and memory to spare, then copiste doctor"
        return f"it runs, and did not answer within {waited:.0f} s", "", slow
    # A shell in between reports signals as numbers above 128.
    number = -code if code < 0 else code - 128
    if code < 0 or number in {signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS}:
        name = signal.Signals(number).name if number in {*signal.Signals} else "unknown"
        means, remedy = _SIGNALS.get(number, _CRASHED)  # type: ignore[call-overload]
        return f"ended by signal {number} ({name})", means, remedy
    return f"exit code {code}", "", again


def _meant_lines(said: str) -> Iterator[str]:
    """The lines that are no noise, each fit for one line of a terminal."""
    for whole in said.splitlines():
        line = clean(whole)
        if not _NOISE.search(line) and len(line := _FRAME.sub("", line).strip()) > 2:
            yield line


def _bounded(line: str) -> str:
    return line if len(line) <= _LENGTH else f"{line[: _LENGTH - 1]}…"


def clean(text: str) -> str:
    """A text on one line, without control sequences of terminals."""
    without = re.sub(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)", "", text)
    shown = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in without)
    return re.sub(r" +", " ", shown).strip()
