"""Learning from the past: how often a tenth of the sample city's history is guessed from the rest.

`python -m tests.bench.learning [--documents 6000] [--kept FOLDER]`; beside it what always
guessing the most frequent answer would do.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.scanning.learning import Question
from server.core.clock import Clock
from server.scanning.guessing import SURE, best, confidence, is_borne_out, reasons
from server.scanning.learned import forget_all, learn, not_learned, tried_one_in
from server.scanning.learning_jobs import AT_ONCE
from server.scanning.words import Case, cases_of
from tests.bench.installation import installed


def main() -> int:
    made = argparse.ArgumentParser(prog="tests.bench.learning", description=__doc__)
    made.add_argument("--documents", type=int, default=6_000)
    made.add_argument("--kept", type=Path, help="where the city stays for the next measurement")
    options = made.parse_args()
    city = installed(options.documents, options.documents * 3 // 2, 2.0, kept=options.kept)
    with city as installation, Session(installation.engine) as session:
        forget_all(session)
        ids = not_learned(session, DocumentId(0), options.documents)
        past, held_out = [each for each in ids if each % 10], [each for each in ids if not each % 10]
        before = time.perf_counter()
        for start in range(0, len(past), AT_ONCE):
            learn(session, past[start : start + AT_ONCE], Clock().today(), one_in=tried_one_in(len(past)))
        took = (time.perf_counter() - before) / len(past) * 1000
        session.commit()
        print(f"{len(past)} documents learned, {took:.1f} ms each; {len(held_out)} held out")
        cases = cases_of(session, held_out)
        for question in Question:
            measure(session, question, [case for case in cases if question in case.answers])
    return 0


def measure(session: Session, question: Question, cases: Sequence[Case]) -> None:
    most = Counter(case.answers[question] for case in cases).most_common(1)[0][1]
    right = proposed = true = 0
    promised, before = 0.0, time.perf_counter()
    for case in cases:
        guessed = best(session, question, case.tokens(question), today=Clock().today())
        why = reasons(session, question, guessed.label, case.spoken(question)) if guessed else []
        sure = confidence(session, question, guessed) if guessed and is_borne_out(why) else 0.0
        came_true = guessed is not None and guessed.label == case.answers[question]
        right += came_true
        if sure >= SURE[question]:
            proposed, true, promised = proposed + 1, true + came_true, promised + sure
    took = (time.perf_counter() - before) / len(cases) * 1000
    told = f"{true / proposed:.0%} of these right, {promised / proposed:.0%} promised" if proposed else "none"
    print(f"{question.value}: {right / len(cases):.0%} guessed, the most frequent answer {most / len(cases):.0%};"
          f" proposed {proposed / len(cases):.0%}, {told}; {took:.1f} ms a guess")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
