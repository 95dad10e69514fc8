"""The directory is taken away as it is narrowed, as a table or a printed list."""

import msgspec

from client.correspondents.directory import DirectoryRegister
from client.shell.list_export import ListExport
from common.correspondents import DirectoryFilter
from common.reports import Format


def test_what_is_narrowed_is_what_is_ordered(qtbot, work, server):
    server.answers["reports.run"] = lambda _code, _parameters, _form: 1
    page = DirectoryRegister(work)
    qtbot.addWidget(page)
    page.show()
    page.unchecked.setChecked(True)
    table, _printed = page.export_button.menu().actions()
    table.trigger()
    [dialog] = page.window().findChildren(ListExport)
    qtbot.waitUntil(lambda: len(server.calls_of("reports.run")) == 1)
    order = server.calls_of("reports.run")[0].arguments
    assert (order.code, order.format) == ("correspondents.taken", Format.XLSX)
    assert msgspec.json.decode(order.parameters["chosen"], type=DirectoryFilter) == DirectoryFilter(unchecked=True)
    dialog.reject()
