"""Reading lists that came as spreadsheets, and saying of every row what would become of it. Nothing here writes.

``workbook.open_book(file, name)`` gives a Book: ``.sheets`` and ``.rows(sheet)``; ``headings.find_header(rows)`` finds
the row of headings and what each column is; ``headings.data_rows(rows, header_row)`` gives (number, cells) of what
stands below; ``check.check_rows(…)`` makes unsaved ``ImportRow``s of them.

What ``ImportRow.values`` holds, ready to be written, with primary keys for references and ISO texts for days:

- ``stakeholder``: of a new one every field to create it with; of one that exists only the fields that change.
- ``contacts``: a list; with ``pk`` a contact of the existing stakeholder and what changes on it, without it a new one.
- ``structure``: empty, or what ``describe_structure`` takes: kind, station_name, municipality_name, district,
  launched_on, term_years. Only for a stakeholder that is not described yet.
- ``engagement``: empty, or kind, held_on, purpose and, where given, mode, place, attendance, notes.
- ``same_as``: the number of an earlier row of this file that makes or names the same stakeholder: what this row adds
  goes to that one (outcome “update”, ``stakeholder`` empty when that row makes it). A row that adds nothing is
  “left_out”.

``ImportRow.messages`` is a list of [level, field, sentence]; level is “error” or “warning”, field the name of ours or
empty. ``ImportRow.cells`` keeps the cells of the matched columns alone, in their places; the others are empty, and
identity numbers are taken out: what is not needed about people is not kept (POPIA s10).
"""
