"""What the slice of files offers."""

from common.files import FilesApi
from server.files.service import FileService, abandoned_uploads, brought_by

SERVICES = {FilesApi: FileService}
GATES = (brought_by,)
BROOMS = (abandoned_uploads,)
