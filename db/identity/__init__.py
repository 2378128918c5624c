"""Which article is a page's text? Claims, aliases, twins and a history in order of time, whatever the order of arrival.

Start at `settling.settle`; `claims` says who speaks first, `likeness` when two texts are one, `history` (pure) how
sightings become revisions, `retelling` and `merging` write what follows.
"""
