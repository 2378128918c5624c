"""What changed between two revisions: word by word (`words`), and what kind of change it is (`kinds`).

Pure: no database, no scheduler. `of.edit` is the door: two texts in, a row of the view `edit` out.
"""
