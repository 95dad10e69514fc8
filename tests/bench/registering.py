"""Registration: through the real call, and as the bare SQL that leaves the same rows behind."""

import hashlib
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg2.extensions

from common.registry.document import DocumentDraft
from common.registry.numbers import number_key, number_order
from server.core.clock import Clock
from tests.bench.installation import Installation, Person
from tests.bench.reading import CLERK
from tests.bench.timing import Deed, Pair, at_once, in_turn, paced

CLERKS = 20
LETTERS_EACH = 10
PACE = 2.0  # seconds: all of them together register a hundred times what the city does
NUMBERS = itertools.count(time.time_ns() // 1_000_000)  # a kept city knows those of earlier runs


class Registering:
    def __init__(self, installation: Installation, rounds: int) -> None:
        self._installation = installation
        self._rounds = rounds
        clerk = installation.person(CLERK)
        self._correspondent = clerk.api.correspondents.like("прокуратура")[0].id
        self._addressee = clerk.api.identity.people("Шелест")[0].id

    def measure(self) -> Iterator[Pair]:
        yield in_turn("registration", self._calls(self._rounds), self._bares(self._rounds))
        yield paced("registration, a letter in 2 s each", *self._of_all(), PACE)
        yield at_once("registration without a pause", *self._of_all())

    def _of_all(self) -> tuple[list[list[Deed]], list[list[Deed]]]:
        return [self._calls(LETTERS_EACH) for _ in range(CLERKS)], [self._bares(LETTERS_EACH) for _ in range(CLERKS)]

    def _letter(self, clerk: Person) -> DocumentDraft:
        today = Clock().today()
        return DocumentDraft(
            place_id=clerk.me.places[0].id, kind="letter", correspondent_id=self._correspondent,
            signatory="Костров Д.П.", their_number=f"7-11/{next(NUMBERS)}-б", their_date=today, received=today,
            delivery="post", addressee_ids=[self._addressee], sheets=2, case_file="01-13",
            summary="Об устранении нарушений законодательства о безопасности дорожного движения",
        )  # fmt: skip

    def _calls(self, count: int) -> list[Deed]:
        clerk = self._installation.person(CLERK)

        def deed() -> Deed:
            letter = self._letter(clerk)
            document_id = clerk.api.registry.new_draft(letter.place_id)
            return lambda: clerk.api.registry.register(document_id, 1, letter)

        return [deed() for _ in range(count)]

    def _bares(self, count: int) -> list[Deed]:
        clerk = self._installation.person(CLERK)
        connection = self._installation.connection()

        def deed() -> Deed:
            letter = self._letter(clerk)
            values = _values(clerk, clerk.api.registry.new_draft(letter.place_id), letter)
            return lambda: register(connection, values)

        return [deed() for _ in range(count)]


def _values(clerk: Person, document_id: int, letter: DocumentDraft) -> dict[str, Any]:
    mark = f"{letter.correspondent_id} {number_key(letter.their_number)} {letter.their_date}"
    lock = int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], "big", signed=True)
    return {
        "id": document_id, "me": clerk.me.id, "name": clerk.me.name,
        "places": [letter.place_id], "mine": [-clerk.me.id, clerk.me.id],
        "lock": lock, "place": letter.place_id, "addressee": letter.addressee_ids[0],
        "readers": sorted({clerk.me.id, *letter.addressee_ids}),
        "correspondent": letter.correspondent_id, "signatory": letter.signatory,
        "their_number": letter.their_number, "their_key": number_key(letter.their_number), "today": letter.received,
        "summary": letter.summary, "case_file": letter.case_file, "key": f"bench-{document_id}", "hash": "0" * 64,
        "details": json.dumps({"number": "?"}), "reply": b"0" * 80,
    }  # fmt: skip


def register(connection: psycopg2.extensions.connection, values: dict[str, Any]) -> None:
    """What has to be asked and written, with nothing in between."""
    with connection.cursor() as cursor:
        for statement in BEFORE_NUMBER:
            cursor.execute(statement, values)
        cursor.execute(COUNTER, values)
        journal, code, value = cursor.fetchone()
        number = f"{code}-{values['today']:%y}/{value:06d}"
        card = "; ".join((number, values["summary"], values["signatory"], values["their_number"]))
        values |= {"journal": journal, "value": value, "number": number, "number_key": number_key(number), "card": card,
                   "number_order": number_order(number, values["today"].year)}  # fmt: skip
        for statement in AFTER_NUMBER:
            cursor.execute(statement, values)
    connection.commit()
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY grif_changes; NOTIFY grif_jobs")
    connection.commit()


CLAIM = "INSERT INTO given_answer (person_id, key, method, request_hash) VALUES (%(me)s, %(key)s, 'bench', %(hash)s)"
LOCK = """
    SELECT version, state, place_id, author_id FROM document
    WHERE id = %(id)s AND (readers && %(mine)s::bigint[] OR open_place_id = ANY(%(places)s::bigint[])) FOR UPDATE
"""
TAKE_TURNS = "SELECT pg_advisory_xact_lock(%(lock)s)"
TWIN = """
    SELECT id FROM document WHERE state = 'registered' AND correspondent_id = %(correspondent)s
    AND their_number_key = %(their_key)s AND their_date = %(today)s LIMIT 1
"""
UNADDRESS = "DELETE FROM document_addressee WHERE document_id = %(id)s"
ADDRESS = "INSERT INTO document_addressee (document_id, person_id, position) VALUES (%(id)s, %(addressee)s, 0)"
COUNTER = """
    INSERT INTO number_counter AS c (journal_id, year, scope, last)
    SELECT id, extract(year FROM %(today)s)::int, '', 1 FROM journal
    WHERE place_id = %(place)s AND document_class = 'incoming' AND kind = '' AND NOT practice
    ON CONFLICT (journal_id, year, scope) DO UPDATE SET last = c.last + 1
    RETURNING journal_id, (SELECT code FROM journal WHERE id = journal_id), last
"""
LEDGER = """
    INSERT INTO number_ledger (journal_id, year, scope, value, state, number, number_key, document_id, person_id, at,
    reason) VALUES
    (%(journal)s, extract(year FROM %(today)s)::int, '', %(value)s, 'issued', %(number)s, %(number_key)s,
    %(id)s, %(me)s, now(), '')
"""
FILL = """
    UPDATE document SET version = version + 1, state = 'registered', number = %(number)s, journal_id = %(journal)s,
    number_key = %(number_key)s, number_order = %(number_order)s, registered = %(today)s, registered_at = now(),
    registrar_id = %(me)s,
    readers = %(readers)s::bigint[], open_place_id = %(place)s,
    correspondent_id = %(correspondent)s, signatory = %(signatory)s,
    their_number = %(their_number)s, their_number_key = %(their_key)s, their_date = %(today)s,
    received = %(today)s, delivery = 'post', summary = %(summary)s, sheets = 2, case_file = %(case_file)s
    WHERE id = %(id)s
"""
INDEX = """
    INSERT INTO search_entry (document_id, on_date, open_place_id, readers, journal_id, summary, card, body, words)
    VALUES (%(id)s, %(today)s, %(place)s, %(readers)s::bigint[], %(journal)s, %(summary)s, %(card)s, '',
    number_words('incoming', %(number)s, %(today)s, %(their_number)s, %(today)s)
    || setweight(to_tsvector('russian', translate(%(card)s, 'ёЁ', 'еЕ')), 'A'))
"""
ORDER_STAMP = """
    INSERT INTO job (code, title, payload, person_id, state, attempts, done, total, message) VALUES
    ('bench', 'bench', '{}', %(me)s, 'done', 0, 0, 0, '')
"""
NOTE = "INSERT INTO change_note (kind, object_id, audience) VALUES ('document', %(id)s, %(readers)s::bigint[])"
ANSWER = "UPDATE given_answer SET reply = %(reply)s WHERE person_id = %(me)s AND key = %(key)s"
AUDIT = """
    WITH head AS (UPDATE audit_head SET last_id = last_id + 1, hash = %(hash)s RETURNING last_id)
    INSERT INTO audit_event (id, at, person_id, person, acting_for, address, workplace, call, action, kind,
    object_id, details, previous, hash)
    SELECT last_id, now(), %(me)s, %(name)s, '', '', '', '', 'registered', 'document',
    %(id)s, %(details)s, %(hash)s, %(hash)s FROM head
"""
BEFORE_NUMBER = (CLAIM, LOCK, TAKE_TURNS, TWIN, UNADDRESS, ADDRESS)
AFTER_NUMBER = (LEDGER, FILL, INDEX, ORDER_STAMP, NOTE, ANSWER, AUDIT)
