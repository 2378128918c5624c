"""Is this article a copy of that one? Pure: texts in, signatures, links and stories out; nothing here asks a database.

`signature` finds the few texts worth comparing, `verdict` compares two and says whether one repeats the other,
`clusters` makes stories of the links, `origin` says where a story was first told.
"""
