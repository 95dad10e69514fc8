"""What the slice of search offers."""

from common.search import SearchApi
from server.search.service import SearchService

SERVICES = {SearchApi: SearchService}
