"""Turns figures into the text of RESULTS.md and of the terminal."""

HEAD = """# Results

Written by `make bench`; do not edit. What the figures mean and how they are
taken is told in [README.md](README.md); the notes at the end come from
[NOTES.md](NOTES.md).
"""


def results(machine, sections, notes):
    parts = [HEAD, _machine_table(machine), _goals(sections)]
    parts += [_section(section) for section in sections]
    parts.append(f"## Notes\n\n{notes.strip()}\n")
    return "\n".join(parts)


def summary(sections):
    """The tables alone, for the terminal."""
    return "\n".join([*(_section(section) for section in sections), _goals(sections)])


def _machine_table(machine):
    rows = [f"| {name} | {value} |\n" for name, value in machine]
    return "## Machine\n\n| | |\n|---|---|\n" + "".join(rows)


def _goals(sections):
    lines = []
    for section in sections:
        for figure in section.figures:
            if figure.goal is not None:
                lines.append(f"- {_verdict(figure)}: {section.title}: {figure.name}\n")
    return "## Goals\n\n" + "".join(lines)


def _verdict(figure):
    goal, judged = figure.goal, figure.judged
    unit = f" {figure.unit}" if figure.peer is None else "×"
    word = "met" if goal.is_met_by(judged) else "**missed**"
    return f"{word} ({_number(judged)}{unit}, goal {goal.relation} {goal.bound:g}{unit})"


def _section(section):
    compared = any(figure.peer is not None for figure in section.figures)
    columns = ["", section.ours_name]
    if compared:
        columns += [section.peer_name, "ratio"]
    columns.append("goal")
    lines = [f"| {' | '.join(columns)} |", "|---" + "|--:" * (len(columns) - 1) + "|"]
    for figure in section.figures:
        lines.append(f"| {' | '.join(_cells(figure, compared))} |")
    table = "\n".join(lines) + "\n"
    remarks = "".join(f"\n{remark}\n" for remark in section.remarks)
    return f"## {section.title}\n\n{table}{remarks}"


def _cells(figure, compared):
    cells = [f"{figure.name} ({figure.unit})", _sampled(figure.value, figure.ours)]
    if compared:
        has_peer = figure.peer is not None
        cells.append(_sampled(figure.peer_value, figure.peer) if has_peer else "")
        cells.append(f"{figure.ratio:.2f}" if has_peer else "")
    cells.append(_verdict(figure) if figure.goal else "")
    return cells


def _sampled(value, samples):
    """The value and, where there are several samples, their range."""
    if len(samples) == 1:
        return _number(value)
    return f"{_number(value)} ({_number(min(samples))}–{_number(max(samples))})"


def _number(value):
    """Three significant digits, or every digit before the point."""
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{decimals}f}"
