"""The identifiers of the field's things; a mistaken one is a type error."""

from typing import NewType

PersonId = NewType("PersonId", int)
UnitId = NewType("UnitId", int)
PostId = NewType("PostId", int)
ExecutorId = NewType("ExecutorId", int)  # a person, a unit with UNITS added, or a post with POSTS added
UNITS = 10**12  # units stand among the principals above all people and places
POSTS = 2 * 10**12  # and posts above all units
PRACTICE = 3 * 10**12  # and above all posts who practises: a principal that no caller carries
PlaceId = NewType("PlaceId", int)
RoleId = NewType("RoleId", int)
SessionId = NewType("SessionId", int)

DocumentId = NewType("DocumentId", int)
JournalId = NewType("JournalId", int)
CorrespondentId = NewType("CorrespondentId", int)
AttachmentId = NewType("AttachmentId", int)
CheckoutId = NewType("CheckoutId", int)
TemplateId = NewType("TemplateId", int)
TextTemplateId = NewType("TextTemplateId", int)

ApprovalId = NewType("ApprovalId", int)
VisaId = NewType("VisaId", int)
RouteId = NewType("RouteId", int)

SendingId = NewType("SendingId", int)
AcquaintanceId = NewType("AcquaintanceId", int)
DistributionListId = NewType("DistributionListId", int)

AssignmentId = NewType("AssignmentId", int)
SeriesId = NewType("SeriesId", int)
ResolutionTemplateId = NewType("ResolutionTemplateId", int)
ReportId = NewType("ReportId", int)

SignatureId = NewType("SignatureId", int)
PowersId = NewType("PowersId", int)

BatchId = NewType("BatchId", int)
BatchPageId = NewType("BatchPageId", int)
ProfileId = NewType("ProfileId", int)

FileId = NewType("FileId", int)
UploadId = NewType("UploadId", str)
JobId = NewType("JobId", int)
ReportRunId = NewType("ReportRunId", int)
ReportDeliveryId = NewType("ReportDeliveryId", int)
ReportScheduleId = NewType("ReportScheduleId", int)
SavedReportId = NewType("SavedReportId", int)
ViewId = NewType("ViewId", int)
NotificationId = NewType("NotificationId", int)
