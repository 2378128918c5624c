"""Looking again at pages, the thinking: did one vanish, or is its site unwell?

Pure: no database, no scheduler, no clock of its own. Whatever comes out depends on the set of looks, not on the order
in which they became known.
"""
