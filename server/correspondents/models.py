"""Tables of the directory of correspondents."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from common.correspondents import CorrespondentKind
from common.kernel.ids import CorrespondentId
from server.core.db import Base


class Correspondent(Base):
    __tablename__ = "correspondent"
    __table_args__ = (
        Index("ix_correspondent_name_key_prefix", "name_key", postgresql_ops={"name_key": "text_pattern_ops"}),
        Index("ix_correspondent_name_key_trigrams", "name_key", postgresql_using="gin",
              postgresql_ops={"name_key": "gin_trgm_ops"}),
        Index("uq_correspondent_tax_number", "tax_number", unique=True, postgresql_where=text("tax_number <> ''")),
    )  # fmt: skip
    id: Mapped[CorrespondentId] = mapped_column(primary_key=True)
    kind: Mapped[CorrespondentKind] = mapped_column(default=CorrespondentKind.ORGANISATION)
    name: Mapped[str]
    name_key: Mapped[str]  # folded: small letters, ё as е, no quotes
    tax_number: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
