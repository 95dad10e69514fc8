"""What the slice of files offers."""

from common.files import FilesApi
from server.files.jobs import MakePreview, ReadText
from server.files.service import FileService, abandoned_uploads, brought_by

SERVICES = {FilesApi: FileService}
JOBS = (MakePreview, ReadText)
GATES = (brought_by,)
BROOMS = (abandoned_uploads,)
