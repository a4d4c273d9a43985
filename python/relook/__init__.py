"""Relook in notebooks: `show` draws traces of visual reasoning, `read` makes them a pandas table.

    import relook

    relook.show("traces.jsonl")                       # the page Relook shares, in the cell
    relook.show(row, images="photos")                 # one row, a list of rows, or a DataFrame
    table = relook.read("traces.jsonl")               # one row a trace
    looks = relook.looks(table)                       # one row a look, boxes in pixels of the image

Files are read by Relook itself, so a box stands here where it stands in the window. No server runs and
no address is asked.
"""

from relook.command import CommandFailed, RelookNotFound
from relook.page import Page, show
from relook.table import looks, read

__all__ = ["CommandFailed", "Page", "RelookNotFound", "looks", "read", "show"]
