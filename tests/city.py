"""The people of the sample city as tests use them: each signs in and calls the real server."""

import hashlib
import itertools
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from client.core.apis import Apis, apis
from client.core.http import Access, HttpxTransport
from common.files import PIECE, UploadDraft
from common.identity import Me, PersonRow
from common.kernel.ids import DocumentId, FileId, PersonId, PlaceId
from common.registry.document import DocumentDraft, DraftFiles
from common.rpc.errors import CallError, NotSignedIn
from server.sample.city import PASSWORD
from tests.serving import Served

TODAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)

ORDINALS = itertools.count(1000)


@dataclass
class Signed:
    """A person at work."""

    login: str
    access: Access
    transport: HttpxTransport
    api: Apis
    me: Me

    @property
    def place(self) -> PlaceId:
        return self.me.places[0].id

    def bring(self, content: bytes, name: str = "Письмо.pdf") -> FileId:
        """Uploads a file as the client does: begun, piece by piece, finished."""
        sha256 = hashlib.sha256(content).hexdigest()
        upload = self.api.files.begin(UploadDraft(name=name, size=len(content), sha256=sha256))
        received = upload.received
        while received < len(content):
            self.put(upload.id, received, content[received : received + PIECE])
            received += len(content[received : received + PIECE])
        return self.api.files.finish(upload.id).id

    def put(self, upload_id: str, offset: int, piece: bytes) -> httpx.Response:
        return self.raw("PUT", f"/files/uploads/{upload_id}?offset={offset}", content=piece)

    def fetch(self, file_id: FileId, **headers: str) -> httpx.Response:
        return self.raw("GET", f"/files/{file_id}", headers=headers)

    def raw(self, method: str, path: str, **rest: object) -> httpx.Response:
        """A request below the Apis."""
        headers = {**self.access.headers(), **rest.pop("headers", {})}
        trusting = ssl.create_default_context(cafile=str(self.access.ca))
        return httpx.request(method, self.access.address + path, headers=headers, verify=trusting, **rest)

    def person(self, text: str) -> PersonRow:
        return self.api.identity.people(text)[0]

    def paper(self, content: bytes = b"%PDF-1.4 letter\n%%EOF", name: str = "Письмо.pdf") -> DocumentId:
        """A paper in the queue of the unregistered, not recognised."""
        files = DraftFiles(file_ids=[self.bring(content, name)], place_id=self.place, source="Файл", name=name)
        return self.api.registry.accept(files)

    def letter(self, **changes: object) -> DocumentDraft:
        """A card that may be registered; each call invents another letter."""
        number = next(ORDINALS)
        correspondent = self.api.correspondents.like("прокуратура")[0]
        values: dict[str, object] = {
            "place_id": self.place, "kind": "letter", "correspondent_id": correspondent.id, "signatory": "Костров Д.П.",
            "their_number": f"7-11-2026/{number}", "their_date": TODAY.date(), "received": TODAY.date(),
            "delivery": "post", "addressee_ids": [self.person("Шелест").id], "sheets": 2, "case_file": "01-13",
            "summary": "Об устранении нарушений законодательства о безопасности дорожного движения",
        }  # fmt: skip
        return DocumentDraft(**{**values, **changes})

    def register(self, **changes: object) -> DocumentId:
        """A registered letter without an image."""
        document_id = self.api.registry.new_draft(self.place)
        card = self.api.registry.card(document_id)
        self.api.registry.register(document_id, card.version, self.letter(**changes))
        return document_id


class City:
    """Everybody who has signed in during a test; `tokens` of those who have before spare the hashing of passwords."""

    def __init__(self, served: Served, tokens: dict[str, str] | None = None) -> None:
        self.served = served
        self._signed: dict[str, Signed] = {}
        self._tokens = {} if tokens is None else tokens

    def sign_in(self, login: str, password: str = PASSWORD) -> Signed:
        if login not in self._signed:
            access = Access(self.served.url, ca=self.served.certificates.authority)
            transport = HttpxTransport(access)
            api = apis(transport)
            try:
                me = self._enter(login, password, access, api)
            except CallError:
                transport.close()
                raise
            self._signed[login] = Signed(login, access, transport, api, me)
        return self._signed[login]

    def _enter(self, login: str, password: str, access: Access, api: Apis) -> Me:
        access.token = self._tokens.get(login, "") if password == PASSWORD else ""
        if access.token:
            with suppress(NotSignedIn):
                return api.identity.me()
        access.token = ""
        opened = api.identity.sign_in(login, password)
        access.token = opened.token
        if password == PASSWORD:
            self._tokens[login] = opened.token
        return opened.me

    def close(self) -> None:
        for signed in self._signed.values():
            signed.transport.close()


def ids_of(people: list[PersonRow]) -> list[PersonId]:
    return [person.id for person in people]
