"""Bars by section on pages of their own: what a manager would rather look at than read."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from msgspec import Struct
from reportlab.graphics import renderPDF
from reportlab.graphics.charts.barcharts import HorizontalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.reports.dataset import Bar, Dataset
from server.reports.pdf_heading import BOTTOM, LEFT, PAGE, ROOM, TOP
from server.reports.report import Chart
from server.reports.typeface import BOLD, REGULAR, broken

AT_ONCE = 14  # bars of a page
MARKS = 8  # of the axis, at most
COLOURS = (Color(0.12, 0.30, 0.55), Color(0.93, 0.62, 0.25))  # apart from one another on a grey print too
LABELS, HEIGHT = 78 * mm, PAGE[1] - TOP - BOTTOM
SIZE = 9.0


class ChartPage(Struct, frozen=True):
    chart: Chart
    names: list[str]  # of the series
    bars: Sequence[Bar]
    highest: float
    shares: bool

    def number(self, value: float) -> str:
        """As the table writes it: a share with its tenth, also where that is nought."""
        return f"{value:.1f}".replace(".", ",") if self.shares else f"{value:.0f}"

    def draw(self, canvas: Canvas) -> None:
        drawing = Drawing(ROOM, HEIGHT)
        drawing.add(String(ROOM / 2, HEIGHT - 14, self.chart.title, fontName=BOLD, fontSize=13, textAnchor="middle"))
        drawing.add(self._legend())
        drawing.add(self._bars())
        renderPDF.draw(drawing, canvas, LEFT, BOTTOM)

    def _bars(self) -> Any:
        chart: Any = HorizontalBarChart()  # whose own types know no fractions
        upwards, series = self.bars[::-1], range(len(self.names))[::-1]  # it counts from below
        chart.x, chart.width = LABELS, ROOM - LABELS - 16 * mm
        chart.height = (HEIGHT - 76) * len(self.bars) / AT_ONCE
        chart.y = HEIGHT - 50 - chart.height
        chart.data = [tuple(bar.values[place] for bar in upwards) for place in series]
        chart.groupSpacing, chart.barSpacing = 6, 0
        values, names = chart.valueAxis, chart.categoryAxis
        values.valueMin, values.valueMax = 0, max(self.highest * 1.08, 1)
        values.labels.fontName, values.labels.fontSize = REGULAR, SIZE
        values.visibleGrid, values.gridStrokeColor = 1, Color(0.85, 0.85, 0.85)
        values.labelTextFormat = _mark
        if not self.shares:
            values.valueStep = whole_step(self.highest)
        names.categoryNames = ["\n".join(broken(bar.label, REGULAR, SIZE, LABELS - 4 * mm)[:2]) for bar in upwards]
        names.visibleTicks = 0
        names.labels.fontName, names.labels.fontSize, names.labels.leading = REGULAR, SIZE, SIZE + 1
        names.labels.boxAnchor, names.labels.dx, names.labels.textAnchor = "e", -5, "end"
        for place, each in enumerate(series):
            chart.bars[place].fillColor, chart.bars[place].strokeColor = COLOURS[each], None
        chart.barLabels.fontName, chart.barLabels.fontSize = REGULAR, SIZE - 1
        chart.barLabelFormat = self.number
        chart.barLabels.boxAnchor, chart.barLabels.nudge = "w", 3
        return chart

    def _legend(self) -> Any:
        legend: Any = Legend()
        legend.x, legend.y = LABELS, HEIGHT - 26
        legend.boxAnchor, legend.alignment, legend.columnMaximum = "nw", "right", 1
        legend.fontName, legend.fontSize = REGULAR, SIZE
        legend.dx, legend.dy, legend.deltax, legend.strokeWidth = 9, 9, 150, 0
        legend.colorNamePairs = list(zip(COLOURS, self.names, strict=False))
        return legend


def chart_pages(dataset: Dataset) -> list[ChartPage]:
    chart, bars = dataset.contents.chart, dataset.bars()
    if chart is None or not bars:
        return []
    names = [dataset.columns[place].title for place in chart.columns]
    highest = max(max(bar.values) for bar in bars)
    if highest <= 0:
        return []  # nothing to look at
    if len(bars) > AT_ONCE and not chart.tells_nought:
        bars = [bar for bar in bars if any(bar.values)]
    pages = -(-len(bars) // AT_ONCE)
    size = -(-len(bars) // pages)  # pages of about as many bars
    shares = any(dataset.columns[place].share is not None for place in chart.columns)
    return [ChartPage(chart, names, bars[start : start + size], highest, shares) for start in range(0, len(bars), size)]


def _mark(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def whole_step(highest: float) -> int:
    """From mark to mark of an axis on which nothing is counted by halves."""
    steps = (int(f"{times}{'0' * zeros}") for zeros in count() for times in (1, 2, 5))
    return next(step for step in steps if highest <= step * MARKS)
