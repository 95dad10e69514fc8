"""Profiles of scanning: kept by an administrator, offered to those who register at their place."""

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common.kernel.changes import Kind
from common.kernel.ids import FileId, ProfileId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing, Stale
from common.scanning.profiles import TEN_THOUSAND, USUAL_INK, ProfileDraft, ProfileRow, ProfilesApi
from server.core.service import Service
from server.identity.models import RegistrationPlace
from server.scanning.models import BatchPaper, BatchRecord, ScanProfile

STALE = "Профиль уже изменил другой администратор. Откройте его заново."
GONE = "Такого профиля нет."
TAKEN = "Профиль с таким названием у этого места уже есть."
USED = "С этим профилем уже сканировали: место не меняется. Закройте его и заведите новый."


class ProfileService(Service, ProfilesApi):
    def offered(self) -> list[ProfileRow]:
        places = [place.id for place in self.caller.me.places]
        return self._rows(ScanProfile.place_id.in_(places) & ~ScanProfile.closed)

    def profiles(self) -> list[ProfileRow]:
        return self._rows(true())

    def put(self, profile_id: ProfileId | None, version: int, draft: ProfileDraft) -> ProfileId:
        self.check(draft.problems())
        if self.session.get(RegistrationPlace, draft.place_id) is None:
            raise Invalid("Такого места регистрации нет.", [Problem("place_id", "Выберите место регистрации.")])
        profile = ScanProfile(**asdict(draft)) if profile_id is None else self._known(profile_id, version, draft)
        self.session.add(profile)
        try:
            self.session.flush()  # the id, and the uniqueness of the title
        except IntegrityError as error:
            raise Invalid(TAKEN, [Problem("title", TAKEN)]) from error
        self.record("scan_profile_defined", "scan_profile", profile.id, name=draft.title)
        self.changed(Kind.DICTIONARY, profile.id)
        return profile.id

    def _known(self, profile_id: ProfileId, version: int, draft: ProfileDraft) -> ScanProfile:
        profile = self.session.get(ScanProfile, profile_id, with_for_update=True)
        if profile is None:
            raise Missing(GONE)
        if profile.version != version:
            raise Stale(STALE)
        used = select(BatchRecord.id).where(BatchRecord.profile_id == profile_id).limit(1)
        if profile.place_id != draft.place_id and self.session.scalar(used) is not None:
            raise Invalid(USED, [Problem("place_id", USED)])
        for name, value in asdict(draft).items():
            setattr(profile, name, value)
        return profile

    def _rows(self, fits: ColumnElement[bool]) -> list[ProfileRow]:
        rows = self.session.execute(
            select(ScanProfile, RegistrationPlace.title)
            .join(RegistrationPlace, RegistrationPlace.id == ScanProfile.place_id).where(fits)
            .order_by(ScanProfile.closed, RegistrationPlace.title, ScanProfile.title)
        )  # fmt: skip
        return [
            ProfileRow(
                id=profile.id, version=profile.version, place=place,
                draft=ProfileDraft(
                    **{name: getattr(profile, name) for name in ProfileDraft.__struct_fields__}
                ),
            )
            for profile, place in rows
        ]  # fmt: skip


def wants_clean_copy(session: Session, file_id: FileId) -> bool:
    """Whether the paper was scanned with a profile that has its searchable copy cleaned."""
    profiles = (
        select(ScanProfile.id).join(BatchRecord, BatchRecord.profile_id == ScanProfile.id)
        .join(BatchPaper, BatchPaper.batch_id == BatchRecord.id)
        .where(BatchPaper.file_id == file_id, ScanProfile.clean_copy)
    )  # fmt: skip
    return session.scalar(select(profiles.exists())) is True


def blank_share(session: Session, batch: BatchRecord) -> float:
    """How much ink a side of this batch may bear and still be blank."""
    profile = session.get(ScanProfile, batch.profile_id) if batch.profile_id is not None else None
    return (profile.blank_ink if profile is not None else USUAL_INK) / TEN_THOUSAND
