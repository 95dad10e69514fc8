"""Signing as a person's client does it."""

from pathlib import Path

import msgspec

from client.signatures.keys import KeyPlace, found_in, sign_all
from common.kernel.ids import DocumentId
from common.registry.bulk import BulkOutcome
from common.registry.rules import Action
from common.signatures import (
    DocumentSigning,
    FileSignature,
    Method,
    SignatureRole,
    SigningOffer,
    SigningOrder,
)
from server.sample.city import PASSWORD
from tests.city import Signed
from tests.factories.authority import PIN, Owned

LETTER = b"%PDF-1.4 the very letter\n%%EOF"


def awaiting_signature(
    author: Signed, place: int, content: bytes = LETTER, kind: str = "outgoing_letter", **changes: object
) -> DocumentId:
    """A project with one file, sent to the mayor for signature."""
    registry = author.api.registry
    document_id = registry.new_project(kind, place)
    card = registry.card(document_id)
    values: dict[str, object] = {
        "signatory_id": author.person("Шелест").id, "sheets": 1, "case_file": "01-13", "delivery": "post",
        "summary": "О принятых мерах", "correspondent_id": author.api.correspondents.like("прокуратура")[0].id,
    }  # fmt: skip
    registry.save(document_id, card.version, msgspec.structs.replace(card.draft, **{**values, **changes}))
    registry.attach(document_id, author.bring(content, "Ответ.pdf"))
    registry.pass_on(document_id, registry.card(document_id).version, Action.SEND_FOR_SIGNING)
    return document_id


def offer(signed: Signed, document_id: DocumentId, role: SignatureRole = SignatureRole.APPROVING) -> SigningOffer:
    [found] = signed.api.signatures.offers([document_id], role)
    return found


def by_password(
    signed: Signed, *document_ids: DocumentId, password: str = PASSWORD, role: SignatureRole = SignatureRole.APPROVING
) -> list[BulkOutcome]:
    offers = signed.api.signatures.offers(list(document_ids), role)
    documents = [signing_of(each, [b""] * len(each.files)) for each in offers]
    return signed.api.signatures.sign(
        SigningOrder(method=Method.SIMPLE, role=role, documents=documents, password=password)
    )


def by_certificate(
    signed: Signed, owned: Owned, folder: Path, *document_ids: DocumentId, **more: object
) -> list[BulkOutcome]:
    """As the client does it: the files are fetched and signed here, the server gets the signatures."""
    container = folder / "key.pfx"
    container.write_bytes(owned.container())
    [place] = found_in(container, PIN)
    return by_key(signed, place, folder, *document_ids, **more)


def by_key(
    signed: Signed, place: KeyPlace, folder: Path, *document_ids: DocumentId, pin: str = PIN, **more: object
) -> list[BulkOutcome]:
    documents = []
    for each in signed.api.signatures.offers(list(document_ids)):
        contents = []
        for file in each.files:
            contents.append(folder / f"{file.file_id}.bin")
            contents[-1].write_bytes(signed.fetch(file.file_id).content)
        documents.append(signing_of(each, sign_all(place, pin, contents)))
    return signed.api.signatures.sign(SigningOrder(method=Method.CRYPTOGRAPHIC, documents=documents, **more))


def signing_of(offered: SigningOffer, signatures: list[bytes]) -> DocumentSigning:
    files = [
        FileSignature(file.attachment_id, file.number, file.sha256, cms)
        for file, cms in zip(offered.files, signatures, strict=True)
    ]
    return DocumentSigning(offered.document_id, offered.version, files)
