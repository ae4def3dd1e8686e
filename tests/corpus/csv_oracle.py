"""Our rules of CSV once more, a character at a time and for texts that fit in memory: what random texts are compared with."""
import re
DELIMITERS = ",;\t|"
BLANKS = " \t\n\v\f\r"


class Refused(Exception):
    """place is "line:column" or "line" or "", kind one of CR, INSIDE, AFTER, OPEN, EMPTY, NAMES, TWICE, UNNAMED."""

    def __init__(self, kind, place=""):
        super().__init__(kind, place)
        self.kind, self.place = kind, place


def find_delimiter(text):
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = begun = False
    for char in text:
        if char == "\n" and begun and not quoted:
            break
        begun = begun or char not in "\r\n"
        if char == '"':
            quoted = not quoted
        elif char in counts and not quoted:
            counts[char] += 1
    return max(DELIMITERS, key=lambda char: counts[char])  # the first of equals


def places(text):
    """Each character with its line and column; at the end an empty one."""
    line = column = 1
    for char in text:
        yield char, f"{line}:{column}"
        line, column = (line + 1, 1) if char == "\n" else (line, column + 1)
    yield "", f"{line}:{column}"


def rows(text, delimiter):
    """Rows that are not empty, as (line, cells)."""
    state, cells, cell, opened, begins = "start", [], "", None, 1
    characters = list(places(text))
    for i, (char, place) in enumerate(characters):
        if state == "quoted":
            if char == "":
                raise Refused("OPEN", opened)
            if char == '"':
                state = "closed"
            else:
                cell += char
            continue
        if state == "closed" and char == '"':
            state, cell = "quoted", cell + char
        elif char == delimiter:
            state, cells, cell = "start", cells + [cell], ""
        elif char == "\r" and characters[i + 1][0] not in ("", "\n"):
            raise Refused("CR", place)
        elif char == "\r":
            continue
        elif char in ("", "\n"):
            if cells or state != "start":
                yield begins, cells + [cell]
            state, cells, cell, begins = "start", [], "", int(place.split(":")[0]) + 1
        elif char == '"' and state == "start":
            state, opened = "quoted", place
        elif char == '"':
            raise Refused("INSIDE", place)
        elif state == "closed":
            raise Refused("AFTER", place)
        else:
            state, cell = "plain", cell + char


def header(found):
    line, cells = next(found, (0, None))
    if cells is None:
        raise Refused("EMPTY")
    names = [cell.strip(BLANKS) for cell in cells]
    if not any(names):
        raise Refused("NAMES", f"{line}")
    if any(name and name in names[:i] for i, name in enumerate(names)):
        raise Refused("TWICE", f"{line}")
    return names


def is_row_number(column, cell):
    return column == 0 and re.fullmatch("[+-]?[0-9]{1,18}", cell.strip(BLANKS)) is not None


def read(text):
    """(names, rows, None) or (None, rows before it, Refused)."""
    text = text.removeprefix("\ufeff")
    names, taken = None, []
    found = rows(text, find_delimiter(text))
    try:
        names = header(found)
        for line, cells in found:
            is_whole = len(cells) == len(names)
            if is_whole and any(cell.strip(BLANKS) and not name and not is_row_number(i, cell)
                                for i, (name, cell) in enumerate(zip(names, cells))):
                raise Refused("UNNAMED", f"{line}")
            taken.append((line, *cells))
    except Refused as refused:
        return None, taken, refused
    return names, taken, None
