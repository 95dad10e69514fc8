"""An authority that the module's installation trusts, and documents that wait for the mayor's signature."""

from collections.abc import Callable

import msgspec
import pytest

from common.kernel.ids import DocumentId
from common.registry.kinds import Demand
from server.core.settings import Settings
from server.signatures.trust import trust_certificate
from tests.city import City
from tests.factories.authority import Authority, Owned
from tests.factories.signing import LETTER, awaiting_signature

MAYOR = ("Шелест", "Сергей Николаевич")


@pytest.fixture(scope="module")
def authority(settings: Settings) -> Authority:
    made = Authority()
    trust_certificate(settings, made.pem)
    return made


@pytest.fixture(scope="module")
def own(authority: Authority) -> Owned:
    """The mayor's certificate."""
    return authority.issue(*MAYOR)


@pytest.fixture
def demand(city: City) -> Callable[[str, Demand], None]:
    """What signature a kind demands from now on."""

    def put(kind: str, demanded: Demand) -> None:
        api = city.sign_in("admin").api.kinds
        [known] = [each for each in api.all() if each.key == kind]
        api.put(msgspec.structs.replace(known.draft, signature=demanded), known.version)

    return put


@pytest.fixture
def waiting(city: City) -> Callable[..., DocumentId]:
    """A project with its file, sent to the mayor for signature."""

    def made(content: bytes = LETTER, **changes: object) -> DocumentId:
        return awaiting_signature(city.sign_in("executor"), city.sign_in("registrar").place, content, **changes)

    return made
