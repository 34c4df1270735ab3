"""Puts every row of an .xls file but the first out as a line of JSON.

With --show the lines go to standard output; else they are counted and hashed, and what that cost
is printed as JSON. Python's start and the import of xlrd do not count.
"""

import json
import resource
import sys
import time
import zlib

import xlrd

BLOCK_CHARACTERS = 64 * 1024


def plain(cell, date_mode):
    kind, value = cell.ctype, cell.value
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_DATE:
        return "%04d-%02d-%02d" % xlrd.xldate_as_tuple(value, date_mode)[:3]
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_NUMBER and value == int(value):
        return int(value)
    return value


def blocks(sheet, date_mode, counts):
    lines, characters = [], 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for number in range(1, sheet.nrows):
        cells = [plain(cell, date_mode) for cell in sheet.row(number)]
        counts["rows"] += 1
        counts["cells"] += len(cells)
        line = encode(cells)
        lines.append(line)
        characters += len(line)
        if characters >= BLOCK_CHARACTERS:
            yield ("\n".join(lines) + "\n").encode()
            lines, characters = [], 0
    if lines:
        yield ("\n".join(lines) + "\n").encode()


def main():
    path, is_shown = sys.argv[1], "--show" in sys.argv
    counts = {"rows": 0, "cells": 0, "bytes": 0, "crc": 0}
    wall, cpu = time.perf_counter(), time.process_time()
    book = xlrd.open_workbook(path)
    for block in blocks(book.sheet_by_index(0), book.datemode, counts):
        if is_shown:
            sys.stdout.buffer.write(block)
        counts["bytes"] += len(block)
        counts["crc"] = zlib.crc32(block, counts["crc"])
    cost = {
        "cpuSeconds": time.process_time() - cpu,
        "wallSeconds": time.perf_counter() - wall,
        # Linux gives kibibytes.
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    if not is_shown:
        print(json.dumps({**counts, **cost}))


main()
