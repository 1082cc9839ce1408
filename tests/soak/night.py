"""One whole night: a seeded back-end full of faults, a server for the queue, the storm, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.cases import mixed_cases
from tests.soak.servers import Servers
from tests.soak.storm import Harm, Plan, work_through
from tests.soak.truth import Verdict, judge, outcomes
from tests.support.mock import running_mock

#: What the back-end does wrong: one interaction in ten.
FAULTS = Path(__file__).with_name("faults.yaml")


@dataclass
class Night:
    """A night of `items` cases in `folder`."""

    folder: Path
    items: int
    plan: Plan
    harm: Harm = field(default_factory=Harm, init=False)
    faults: Counter[str] = field(default_factory=Counter, init=False)

    def live_through(self, tell: Callable[[str], None]) -> Verdict:
        """Work everything through, tell what happened, and judge."""
        faults = ("--faults", str(FAULTS), "--fault-seed", str(self.plan.seed))
        with ExitStack() as stack:
            mock = stack.enter_context(running_mock(self.folder, *faults))
            servers = Servers(stack, pooler=self.plan.pooler, failover=self.plan.failover is not None)
            cases = mixed_cases(mock, self.items, self.plan.seed)
            self.harm = work_through(self.folder, cases, mock, servers, self.plan, tell)
            strikes = mock.struck()
            verdict = judge(cases, mock, servers.url)
            for line in outcomes(servers.url):
                tell(line)
        self.faults = Counter(strike["fault"] for strike in strikes)
        # As far as its last fault, each terminal's interactions are counted.
        seen = {strike["terminal"]: strike["interaction"] for strike in strikes}
        tell(f"{self.faults.total()} faults at about {sum(seen.values())} keys: {_most_first(self.faults)}")
        tell(f"{self.harm}")
        tell(f"{verdict}")
        return verdict


def _most_first(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.most_common())
