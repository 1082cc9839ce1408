"""What can stop a transaction on our side of the screens. Texts name steps and paths, never values."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from copiste import disks
from copiste.errors import Blame, TransactionError
from copiste.queue.item import OutcomeKind
from copiste.screens.declared.catalogue import Confirmation


class KeywordsError(TransactionError):
    """Base of everything this package raises."""

    code = "KEYWORDS"
    blame = Blame.ROBOT
    kind = OutcomeKind.APPLICATION


class UnforeseenError(KeywordsError):
    """Stands for a foreign exception, whose text is not shown: it may hold values of the case."""

    code = "UNEXPECTED"

    def __init__(self, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
        super().__init__(
            f"{type(error).__name__} at {places or 'an unknown place'}. "
            "Its own text is not shown, for it may hold values of the case."
        )


class OwnDiskError(KeywordsError):
    """A disk of this machine failed under a keyword. The file's name is not shown: it may hold a value."""

    code = "DISK"
    blame = Blame.DISK

    def __init__(self, error: OSError) -> None:
        super().__init__(f"A file of this machine: {error.strerror}. Next step: copiste doctor")
        #: Where, when it is known.
        self.disk = str(disks.place_of(error) or "")


def presentable(error: Exception) -> TransactionError:
    """`error` itself when it is foreseen, for then its text holds no values; else what is shown instead."""
    if isinstance(error, TransactionError):
        return error
    failed = disks.cause(error)
    return OwnDiskError(failed) if failed else UnforeseenError(error)


class BusinessError(KeywordsError):
    """The case and the back-end disagree: a person corrects one of them. `code` names the basket."""

    code = "BUSINESS"
    blame = Blame.CASE
    kind = OutcomeKind.BUSINESS

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class HeldError(KeywordsError):
    """A commit key was pressed for this step and the lookup cannot say whether it took."""

    code = "COMMIT_IN_DOUBT"
    blame = Blame.BACK_END
    kind = OutcomeKind.HELD

    def __init__(
        self,
        step: str,
        *,
        keyed: Sequence[str] = (),
        replaces: str | None = None,
        different: Sequence[str] = (),
    ) -> None:
        """Name what was `keyed`, as `field=path`, what it `replaces`, and the fields that are `different`."""
        seen = (
            f"the lookup found another record, different in {', '.join(different)}"
            if different
            else "the lookup is not conclusive"
        )
        what = ", ".join(keyed)
        super().__init__(
            f'Step "{step}": its commit key was pressed and {seen}. '
            f"{f'Keyed: {what}. ' if what else ''}{f'It replaces {replaces}. ' if replaces else ''}"
            "A person looks at the back-end, and at the pictures, and says whether the record is there."
        )


class LookupInconclusiveError(KeywordsError):
    """A lookup ended without saying found, different or absent; nothing was keyed."""

    code = "LOOKUP_INCONCLUSIVE"

    def __init__(self, step: str, lookup: str) -> None:
        super().__init__(
            f'Step "{step}": keyword "{lookup}" returned no sighting. End it with `RETURN` of what '
            "Compare With Case, Look For Row or Find In List returned."
        )


class CommitMissingError(KeywordsError):
    """The keyword of a step ended without `Commit`."""

    code = "COMMIT_MISSING"

    def __init__(self, step: str, enter: str) -> None:
        super().__init__(f'Step "{step}": keyword "{enter}" ended without a Commit that was confirmed.')


class PressTooLateError(KeywordsError):
    """The bot stood still between `SUBMITTING` and its commit key, and did not press it."""

    code = "PRESS_TOO_LATE"
    blame = Blame.MACHINE

    def __init__(self, step: str) -> None:
        super().__init__(
            f'Step "{step}": the bot stood still before its commit key, and did not press it. '
            "The next attempt looks the record up."
        )


class NoReceiptError(KeywordsError):
    """A commit key was pressed and what came does not confirm it: the next attempt looks it up."""

    code = "NO_RECEIPT"
    blame = Blame.BACK_END

    def __init__(self, step: str, screen: str, declared: Confirmation) -> None:
        super().__init__(
            f'Step "{step}": screen "{screen}" came after the commit key and does not confirm it '
            f"(confirmed_by: {declared}). The next attempt looks the record up. Next step, where the "
            "application never shows a receipt: confirmed_by: lookup."
        )


class CommitAbsentError(KeywordsError):
    """A commit key was answered without a refusal, and the record is not there."""

    code = "COMMIT_ABSENT"
    blame = Blame.BACK_END

    def __init__(self, step: str, lookup: str) -> None:
        super().__init__(
            f'Step "{step}": the application answered its commit key without a refusal that is declared, and '
            f'"{lookup}" finds no record. The next attempt looks again. Next step: see the pictures, and '
            "declare the message or the page that refused it."
        )


class CommitOutsideStepError(KeywordsError):
    """`Commit` was called where `Record Once` has not just decided to key, or a second time."""

    code = "COMMIT_OUTSIDE_STEP"

    def __init__(self) -> None:
        super().__init__(
            "Commit works once, in the keyword by which Record Once keys a record, and nowhere else."
        )


class CasePathError(KeywordsError):
    """A robot names a path that the case does not have."""

    code = "CASE_PATH_UNKNOWN"

    def __init__(self, path: str, known: object) -> None:
        super().__init__(f'The case has no "{path}". At that place it has: {known}.')


class NoCaseError(KeywordsError):
    """A robot runs with neither an orchestrator nor an ITEM file."""

    code = "NO_CASE"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Run it with: robot --variable ITEM:item.json robots/<process>.robot")
