"""Kinds of documents: read by every card, defined by an administrator, tried on last year first."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from common.kernel.changes import Kind as Changed
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import Problem
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.kinds import DryRow, DryRun, Kind, KindDraft, KindsApi
from common.registry.numbers import TOKEN, NumberTemplate, number_key
from common.rpc.errors import Invalid, Stale
from server.calendars.models import DeadlineNorm
from server.core.service import Service
from server.correspondents.models import Correspondent
from server.correspondents.queries import printed_name
from server.identity.models import Person, Unit, short_name
from server.registry.kind_journals import contradictions, follow, follows, next_numbers
from server.registry.models import Document, DocumentKind, Journal
from server.registry.numbering import Raw, initials, scope_of, tokens_of

WIDTH = re.compile(r"\{N:0\d\}")
OWN = [name for name in KindDraft.__struct_fields__ if name != "fields"]
STALE = "Вид документа уже изменил другой администратор. Откройте его заново и повторите правку."


def kind_draft(row: DocumentKind) -> KindDraft:
    values: dict[str, Any] = {name: getattr(row, name) for name in OWN}
    return msgspec.convert({**msgspec.to_builtins(values), "fields": row.fields}, KindDraft)


def all_kinds(session: Session) -> list[Kind]:
    rows = session.scalars(
        select(DocumentKind).order_by(DocumentKind.closed, DocumentKind.position, DocumentKind.title)
    )
    return [Kind(kind_draft(row), row.version) for row in rows]


def kind_of(session: Session, key: str) -> DocumentKind:
    """Raises Invalid for an unknown kind."""
    found = session.get(DocumentKind, key)
    if found is None:
        raise Invalid("Такого вида документа нет.", [Problem("kind", "Выберите вид документа из списка.")])
    return found


def open_kind(session: Session, key: str) -> DocumentKind:
    """Of which new documents may be; those begun before it was closed go on. Raises Invalid."""
    found = kind_of(session, key)
    if found.closed:
        said = f"Вид «{found.title}» закрыт: новых документов этого вида не заводят. Выберите другой."
        raise Invalid(said, [Problem("kind", said)])
    return found


def left_out(session: Session, kind: DocumentKind, today: date) -> dict[int, str]:
    """Default recipients of the kind to whom nothing goes any longer, by name with the reason."""
    known = {
        row.id: row for row in session.execute(
            select(Person.id, Person.surname, Person.first_name, Person.patronymic, Person.dismissed)
            .where(Person.id.in_(kind.recipient_ids))
        )
    }  # fmt: skip
    return {
        each: f"{short_name(*known[each][1:4])} (уволен)" if each in known else f"№ {each} (нет такого сотрудника)"
        for each in kind.recipient_ids
        if each not in known or (known[each].dismissed and known[each].dismissed <= today)
    }


class KindService(Service, KindsApi):
    def all(self) -> list[Kind]:
        return all_kinds(self.session)

    def dry_run(self, draft: KindDraft, version: int) -> DryRun:
        self._check(draft, version)
        tried = self._tried(draft)
        return DryRun(
            documents=len(tried),
            otherwise=sum(row.had != row.would for row in tried),
            lacking=sum(bool(row.faults) for row in tried),
            changed=sum(row.is_changed for row in tried),
            following=next_numbers(self.session, self._before(draft), draft, self.today),
        )

    def dry_rows(self, draft: KindDraft, changed: bool, offset: int = 0, limit: int = PAGE_SIZE) -> Page[DryRow]:
        self.check(draft.problems())
        tried = self._tried(draft)
        shown = [row for row in tried if row.is_changed] if changed else tried
        return Page(len(shown), shown[offset : offset + limit])

    def _tried(self, draft: KindDraft) -> list[DryRow]:
        last_year = _last_year(draft, self.today.year - 1)
        return _tried(self.session, self._before(draft), draft, self.session.execute(last_year).all())

    def _before(self, draft: KindDraft) -> KindDraft | None:
        row = self.session.get(DocumentKind, draft.key)
        return kind_draft(row) if row else None

    def put(self, draft: KindDraft, version: int) -> int:
        row = self._check(draft, version, lock=True)
        values = {name: getattr(draft, name) for name in OWN}
        fields = msgspec.to_builtins(draft.fields)
        if row is None:
            last = self.session.scalar(select(func.coalesce(func.max(DocumentKind.position), 0))) or 0
            row = DocumentKind(**values, fields=fields, position=last + 1)
            self.session.add(row)
        else:
            for journal in follow(self.session, kind_draft(row), draft):
                self.record("journal_defined", "journal", journal.id, name=journal.title, template=journal.template)
            for name, value in {**values, "fields": fields}.items():
                setattr(row, name, value)
        self.session.flush()  # the version
        self.record("kind_defined", "kind", None, name=draft.title, key=draft.key)
        self.changed(Changed.DICTIONARY, 0)
        return row.version

    def _check(self, draft: KindDraft, version: int, *, lock: bool = False) -> DocumentKind | None:
        """The kind as it is, if the draft may take its place. Raises Invalid, Stale."""
        row = self.session.get(DocumentKind, draft.key, with_for_update=lock, populate_existing=True)
        taken = f"Ключ «{row.key}» занят видом «{row.title}»: возьмите другой." if row and not version else ""
        self.check([*draft.problems(), *([Problem("key", taken)] if taken else [])])
        self.check(self._contradictions(draft))
        if (row.version if row else 0) != version:
            raise Stale(STALE) if row else Invalid("Вида с таким ключом ещё нет: добавьте его как новый.")
        return row

    def _contradictions(self, draft: KindDraft) -> list[Problem]:
        """What documents that are there already do not allow."""
        same = select(DocumentKind.title).where(DocumentKind.title == draft.title, DocumentKind.key != draft.key)
        found = []
        if self.session.scalar(same):
            found.append(Problem("title", f"Вид «{draft.title}» уже есть."))
        if draft.deadline_norm and self.session.get(DeadlineNorm, draft.deadline_norm) is None:
            found.append(Problem("deadline_norm", "Такой нормы срока нет: выберите из списка."))
        found += self._recipients(draft)
        found += self._same_numbers(draft)
        row = self.session.get(DocumentKind, draft.key)
        if row is not None:
            found += contradictions(self.session, kind_draft(row), draft)
        used = self.session.scalar(select(Document.id).where(Document.kind == draft.key).limit(1))
        if row is None or used is None:
            return found
        if row.document_class is not draft.document_class:
            found.append(Problem("document_class", "Есть документы этого вида: класс больше не меняется."))
        kept = {field.key: field for field in draft.fields}
        for old in kind_draft(row).fields:
            new = kept.get(old.key)
            if new is None and self._is_filled(draft.key, old.key):
                found.append(Problem("fields", f"Поле «{old.title}» заполнено в документах: удалить его нельзя."))
            elif (
                new is not None
                and old.type not in {new.type, new.type.nature.widens}
                and self._is_filled(draft.key, old.key)
            ):
                found.append(Problem("fields", f"Тип поля «{old.title}» не меняется: оно заполнено в документах."))
        return found

    def _recipients(self, draft: KindDraft) -> list[Problem]:
        """Nobody is put on the list of recipients to whom nothing can go."""
        kept = self.session.get(DocumentKind, draft.key)
        there_before = kept.recipient_ids if kept else []
        asked = DocumentKind(recipient_ids=[each for each in draft.recipient_ids if each not in there_before])
        wrong = left_out(self.session, asked, self.today).values()
        return [Problem("recipient_ids", f"Не может быть адресатом: {name}.") for name in wrong]

    def _same_numbers(self, draft: KindDraft) -> list[Problem]:
        """Two series of their own that spell their numbers alike would give the same number twice in one place."""
        if not draft.own_series:
            return []
        others = self.session.scalars(
            select(DocumentKind).where(DocumentKind.own_series, DocumentKind.key != draft.key)
        )
        spelt = _spelling(draft.template, draft.code)
        return [
            Problem("template", f"Такие же номера у вида «{other.title}»: измените шаблон или код.")
            for other in others if _spelling(other.template, other.code) == spelt
        ]  # fmt: skip

    def _is_filled(self, kind: str, field: str) -> bool:
        """In a document that counts: what one has practised on holds nothing fast."""
        filled = select(Document.id).where(Document.kind == kind, Document.extra.has_key(field), ~Document.practice)
        return self.session.scalar(filled.limit(1)) is not None


def _spelling(template: str, code: str) -> str:
    """What two series of kinds have in common when their numbers can be the same; their journals bear the code."""
    coded = TOKEN.sub(lambda token: code if token[1] in {"вид", "журнал", "место"} else token[0], template)
    return number_key(WIDTH.sub("{N}", coded))


def _last_year(draft: KindDraft, year: int) -> Any:
    chosen = [
        Document.state == DocumentState.REGISTERED, Document.document_class == draft.document_class, ~Document.practice,
        Document.kind == draft.key, Document.registered.between(date(year, 1, 1), date(year, 12, 31)),
    ]  # fmt: skip
    return (
        select(
            Document.id, Document.number, Document.registered, Document.journal_id, Document.extra,
            Document.case_file, Document.restriction, Unit.code, Person.first_name, Person.surname,
            printed_name(Document.registered_at).label("name"),
        )
        .outerjoin(Unit, Unit.id == Document.unit_id).outerjoin(Person, Person.id == Document.signatory_id)
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
        .where(*chosen).order_by(Document.registered_at, Document.id)
    )  # fmt: skip


def _tried(session: Session, before: KindDraft | None, draft: KindDraft, found: Sequence[Row[Any]]) -> list[DryRow]:
    """Numbers the documents anew in their order, each series from one."""
    journals = {journal.id: journal for journal in session.scalars(select(Journal))}
    last: dict[tuple[int, str], int] = {}
    rows: list[DryRow] = []
    for row in found:
        journal = journals[row.journal_id]
        raw = Raw(
            case_file=row.case_file, restricted=row.restriction is not Restriction.NONE, unit=row.code or "",
            kind=draft.code, signatory=initials(row.first_name or "", row.surname or ""), correspondent=row.name or "",
        )  # fmt: skip
        scope = "" if draft.own_series else scope_of(journal, raw, row.registered)
        series = (journal.place_id if draft.own_series else journal.id, scope)
        last[series] = last.get(series, 0) + 1
        is_own = bool(journal.kind) and not follows(journal, before)
        template = NumberTemplate(journal.template if is_own else draft.template or journal.template)
        would = template.render(last[series], tokens_of(journal, raw, row.registered))
        faults = [problem.text for problem in draft.problems_of(row.extra)]
        rows.append(DryRow(row.id, row.number, row.registered, would, faults))
    return rows
