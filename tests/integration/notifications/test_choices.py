"""Each chooses the channels within the limits of the administrator."""

from collections.abc import Iterator

import msgspec
import pytest

from common.notifications import Channel, Choice, Happening, Limit, LimitCell
from common.rpc.errors import Invalid, NotAllowed, Stale
from tests.city import City, Signed
from tests.integration.notifications.conftest import resolve, told

IN_CLIENT = (Happening.ASSIGNED, Channel.CLIENT)


@pytest.fixture
def admin(city: City) -> Iterator[Signed]:
    admin = city.sign_in("admin")
    rules = admin.api.notifications.rules()
    yield admin
    now = admin.api.notifications.rules().version
    admin.api.notifications.put_rules(msgspec.structs.replace(rules, version=now))


def limit(admin: Signed, of: Limit) -> None:
    rules = admin.api.notifications.rules()
    cells = [LimitCell(*IN_CLIENT, of) if (c.happening, c.channel) == IN_CLIENT else c for c in rules.cells]
    admin.api.notifications.put_rules(msgspec.structs.replace(rules, cells=cells))


def is_on(person: Signed) -> bool:
    cells = person.api.notifications.choices().cells
    return next(cell.on for cell in cells if (cell.happening, cell.channel) == IN_CLIENT)


def is_told(city: City) -> bool:
    document_id = city.sign_in("registrar").register()
    resolve(city, document_id)
    return bool(told(city.sign_in("executor"), document_id))


def test_a_choice_is_kept_and_followed(city: City) -> None:
    executor = city.sign_in("executor")
    assert is_told(city)
    executor.api.notifications.choose([Choice(*IN_CLIENT, on=False)])
    assert not is_on(executor)
    assert not is_told(city)
    executor.api.notifications.choose([Choice(*IN_CLIENT, on=True)])
    assert is_told(city)


def test_what_is_forbidden_or_forced_is_not_to_be_chosen(city: City, admin: Signed) -> None:
    executor = city.sign_in("executor")
    executor.api.notifications.choose([Choice(*IN_CLIENT, on=False)])
    limit(admin, Limit.ALWAYS)
    assert is_on(executor)
    assert is_told(city)
    with pytest.raises(Invalid, match="всегда"):
        executor.api.notifications.choose([Choice(*IN_CLIENT, on=False)])
    limit(admin, Limit.FORBIDDEN)
    assert not is_told(city)
    with pytest.raises(Invalid, match="запрещено"):
        executor.api.notifications.choose([Choice(*IN_CLIENT, on=True)])


def test_only_an_administrator_sets_rules_and_sees_letters(city: City) -> None:
    executor = city.sign_in("executor")
    with pytest.raises(NotAllowed):
        executor.api.notifications.rules()
    with pytest.raises(NotAllowed):
        executor.api.notifications.letters()


def test_offsets_are_named_once(admin: Signed) -> None:
    rules = admin.api.notifications.rules()
    assert rules.offsets == [3, 1, 0]
    with pytest.raises(Invalid):
        admin.api.notifications.put_rules(msgspec.structs.replace(rules, offsets=[2, 2]))
    admin.api.notifications.put_rules(msgspec.structs.replace(rules, offsets=[0, 5], escalation_days=7))
    changed = admin.api.notifications.rules()
    assert (changed.offsets, changed.escalation_days) == ([5, 0], 7)


def test_of_two_administrators_the_second_reads_again_and_the_journal_says_what_has_changed(admin: Signed) -> None:
    api = admin.api.notifications
    rules = api.rules()
    cells = [LimitCell(*IN_CLIENT, Limit.ALWAYS) if (c.happening, c.channel) == IN_CLIENT else c for c in rules.cells]
    changed = msgspec.structs.replace(rules, cells=cells, offsets=[5, 2], morning_hour=8)
    assert api.put_rules(changed) == rules.version + 1
    with pytest.raises(Stale, match="другой администратор"):
        api.put_rules(msgspec.structs.replace(rules, escalation_days=9))
    assert api.rules() == msgspec.structs.replace(changed, version=rules.version + 1)
    said = admin.api.administration.audit("правила уведомлений").rows[0].details
    for words in ("3, 1, 0 → 5, 2", "час: 7 → 8", "Новое поручение (В программе): по выбору → всегда"):
        assert words in said
    assert "Руководителю" not in said
