"""Figures for a page: what plotly's script draws, as plain data.

The script is the one that the plotly package ships; nothing of plotly is imported in Python. Texts are
escaped, for plotly reads some HTML in them. Colours of lines and letters are left to the page, which knows
whether it is dark.
"""

import html
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np

from tunescape.report.cluster_pictures import SCORES
from tunescape.report.figures import Bars, Curves, Figure, Intervals, Points
from tunescape.report.group_styles import group_styles
from tunescape.report.look import ACCENT, BLUE, GREY

__all__ = ["plotly_figure", "plotly_script", "score_traces"]

_SYMBOLS = {"o": "circle", "^": "triangle-up", "s": "square", "D": "diamond"}
_SERIES = (BLUE, ACCENT)
_BAND = "rgba(128,128,128,0.18)"
_DENSE = 600  # points beyond which they are drawn smaller
_ROW_PX = 26
_FEW_TRACKS = 6


def plotly_script() -> str:
    """Return plotly's script, as the plotly package ships it."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")


def plotly_figure(figure: Figure) -> dict[str, Any]:
    """Turn a figure into what ``Plotly.newPlot`` takes.

    Returns
    -------
    dict
        ``data`` and ``layout``: JSON values only.
    """
    match figure:
        case Points():
            return _points(figure)
        case Bars():
            return _bars(figure)
        case Intervals():
            return _intervals(figure)
        case Curves():
            return _curves(figure)


def _text(text: str) -> str:
    return html.escape(text, quote=False)


def _layout(height: int, **more: Any) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 56, "r": 16, "t": 12, "b": 48},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hoverlabel": {"align": "left"},
        **more,
    }


def _axis(title: str = "", **more: Any) -> dict[str, Any]:
    named = {"title": {"text": _text(title), "font": {"size": 12}, "standoff": 8}} if title else {}
    fixed = {"zeroline": False, "showline": False, "ticks": "", "automargin": True, "fixedrange": True}
    return {**named, **fixed, **more}


def _points(figure: Points) -> dict[str, Any]:
    marker = {"size": 5 if len(figure.names) > _DENSE else 9, "opacity": 0.9, "line": {"width": 0}}
    unknown = [i for i, value in enumerate(figure.values) if value is None]
    known = [i for i, value in enumerate(figure.values) if value is not None]
    groups = group_styles(figure.values)
    data = []
    if unknown:
        data.append(_cloud(figure, unknown, marker | {"color": GREY, "opacity": 0.35}, "–"))
    for name, (colour, shape) in groups.items():
        mine = [i for i in known if figure.values[i] == name]
        data.append(_cloud(figure, mine, marker | {"color": colour, "symbol": _SYMBOLS[shape]}, name))
    if known and not groups:
        data.append(_cloud(figure, known, marker | _scale(figure, known)))
    axis = _axis(showgrid=False, showticklabels=False, fixedrange=False)
    rows = -(-len(data) // 3) if groups else 0
    layout = _layout(
        520 + 22 * rows,
        xaxis=axis,
        yaxis=axis | {"scaleanchor": "x"},
        showlegend=bool(groups),
        legend={"orientation": "h", "y": -0.01, "yanchor": "top", "x": 0, "font": {"size": 12}},
        hovermode="closest",
    )
    layout["margin"] = {"l": 8, "r": 8, "t": 8, "b": 8}
    return {"data": data, "layout": layout}


def _cloud(figure: Points, rows: Sequence[int], marker: Mapping[str, Any], group: str = "") -> dict[str, Any]:
    def said(i: int) -> str:
        value = figure.values[i]
        of = group if group else f"{figure.label}: {value:,.{0 if isinstance(value, int) else 1}f}"
        return f"{_text(figure.names[i])}<br>{_text(of.replace('-', '−') if not group else of)}"

    return {
        "type": "scatter",
        "mode": "markers",
        "x": figure.coordinates[rows, 0].round(4).tolist(),
        "y": figure.coordinates[rows, 1].round(4).tolist(),
        "text": [said(i) for i in rows],
        "hoverinfo": "text",
        "name": _text(group),
        "marker": marker,
    }


def _scale(figure: Points, rows: Sequence[int]) -> dict[str, Any]:
    values = np.array([figure.values[i] for i in rows], dtype=np.float64)
    bar: dict[str, Any] = {
        "thickness": 12,
        "outlinewidth": 0,
        "title": {"text": _text(figure.label), "side": "right"},
    }
    if figure.logarithmic:
        values = np.log10(values)
        powers = range(int(np.floor(values.min())), int(np.ceil(values.max())) + 1)
        bar |= {"tickvals": list(powers), "ticktext": [f"{10**power:,}" for power in powers]}
    return {"color": values.round(4).tolist(), "colorscale": "Cividis", "showscale": True, "colorbar": bar}


def _bars(figure: Bars) -> dict[str, Any]:
    labels = [_text(label) for label in figure.labels]
    data = []
    for (name, heights), colour in zip(figure.series, _SERIES, strict=False):
        along, up = ("y", "x") if figure.horizontal else ("x", "y")
        data.append(
            {
                "type": "bar",
                "orientation": "h" if figure.horizontal else "v",
                along: labels,
                up: [round(height, 2) for height in heights],
                "name": _text(name),
                "marker": {"color": colour},
                "hovertemplate": f"%{{{along}}}: %{{{up}:.3~g}}<extra>{_text(name)}</extra>",
            }
        )
    several = len(figure.series) > 1
    words = _axis(type="category", showgrid=False, tickfont={"size": 12})
    numbers = _axis(figure.height_title, rangemode="tozero", nticks=6)
    if figure.are_counts and figure.highest <= _FEW_TRACKS:
        numbers["dtick"] = 1
    if figure.horizontal:
        words |= {"autorange": "reversed"}
        height = 90 + len(labels) * (_ROW_PX if several else 22)
        axes = {"xaxis": numbers, "yaxis": words}
    else:
        words |= {"title": {"text": _text(figure.label_title), "font": {"size": 12}, "standoff": 8}}
        words |= {"tick0": 0, "dtick": figure.label_step, "tickangle": 0}
        height = 320
        axes = {"xaxis": words, "yaxis": numbers}
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    layout = _layout(height, **axes, bargap=0.25, showlegend=several, legend=legend)
    layout["margin"]["t"] = 36 if several else 12
    return {"data": data, "layout": layout}


def _intervals(figure: Intervals) -> dict[str, Any]:
    rows = figure.rows
    data = {
        "type": "scatter",
        "mode": "markers",
        "x": [round(row.value, 3) for row in rows],
        "y": list(range(len(rows))),
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(row.high - row.value, 3) for row in rows],
            "arrayminus": [round(row.value - row.low, 3) for row in rows],
            "thickness": 1.5,
            "width": 0,
            "color": BLUE,
        },
        "marker": {"size": 10, "color": [ACCENT if row.value > 0 else BLUE for row in rows]},
        "text": [f"{_text(row.label)}<br>{_text(row.detail)}" for row in rows],
        "hovertemplate": "%{text}<br>%{x:+.2f}<extra></extra>",
    }
    line = {"width": 1, "color": GREY}
    layout = _layout(
        96 + _ROW_PX * len(rows),
        xaxis=_axis(
            f"← {figure.less}    {figure.title}    {figure.more} →",
            range=[-1.05, 1.05],
            tickvals=[-1, -0.5, 0, 0.5, 1],
            ticktext=["−1", "−0.5", "0", "+0.5", "+1"],
        ),
        yaxis=_axis(
            tickvals=list(range(len(rows))),
            ticktext=[_text(row.label) for row in rows],
            range=[len(rows) - 0.4, -0.6],
            showgrid=False,
        ),
        shapes=[{"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": line}],
    )
    return {"data": [data], "layout": layout}


def _curves(figure: Curves) -> dict[str, Any]:
    names = list(SCORES)
    data: list[dict[str, Any]] = []
    annotations, axes = [], {}
    step = 1 / len(names)
    for i, name in enumerate(names):
        number = str(i + 1) if i else ""
        where = {"xaxis": "x", "yaxis": f"y{number}"}
        low, high = 1 - (i + 1) * step + 0.01, 1 - i * step - 0.055
        last = i == len(names) - 1
        axes[f"yaxis{number}"] = _axis(domain=[low, high], nticks=4)
        title = {"text": f"<b>{_text(figure.titles[name])}</b>", "font": {"size": 12}}
        annotations.append(
            {
                **title,
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": high + 0.038,
                "showarrow": False,
                "xanchor": "left",
            }
        )
        if last:
            axes["xaxis"] = _axis(figure.k_title, dtick=1, anchor=f"y{number}", showgrid=False)
        data += [trace | where for trace in score_traces(figure, name)]
    layout = _layout(840, **axes, annotations=annotations)
    return {"data": data, "layout": layout}


def score_traces(figure: Curves, name: str) -> list[dict[str, Any]]:
    """Return the lines of one of the scores."""
    ks = [row["k"] for row in figure.scores]
    values = [round(row[name], 4) for row in figure.scores]
    traces: list[dict[str, Any]] = []
    if name == "silhouette":
        for sign in (-1, 1):
            edge = [row["silhouette_expected"] + sign * row["silhouette_spread"] for row in figure.scores]
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": ks,
                    "y": [round(value, 4) for value in edge],
                    "line": {"width": 0},
                    "hoverinfo": "skip",
                    **({"fill": "tonexty", "fillcolor": _BAND} if sign > 0 else {}),
                }
            )
    colours = [ACCENT if k == figure.k else BLUE for k in ks]
    sizes = [11 if k == figure.k else 6 for k in ks]
    traces.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": ks,
            "y": values,
            "line": {"color": BLUE, "width": 2},
            "marker": {"color": colours, "size": sizes, "opacity": 1},
            "hovertemplate": "k = %{x}: %{y:.4~g}<extra></extra>",
            **_gap_errors(figure, name),
        }
    )
    return traces


def _gap_errors(figure: Curves, name: str) -> dict[str, Any]:
    if name != "gap":
        return {}
    errors = [round(row["gap_error"], 4) for row in figure.scores]
    return {"error_y": {"type": "data", "array": errors, "thickness": 1, "width": 3, "color": BLUE}}
