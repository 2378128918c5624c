"""The thinking: pure functions that talk to nobody. Of ours they import `db.values` and `db.urls` only.

Four questions have a door each; the other modules are rooms behind it, one question each.

`extract`: what does this page say? Behind it the page is read (`decode`, `tree`, `page_kind`), its parts are
found (`container`, `masthead`, `metadata`, `titles`, `authors`, `captions`, `furniture`, `body`, `language`,
`addresses`), and its dates are weighed (`dates`; where they
stand: `date_places`, `date_search`, `date_line`; what is written: `date_reads`, `date_text`, `date_zones`,
`date_labels`; which of them it is: `date_choice`).

`tag`: which meetings does this text cover? Behind it the registry's values (`congress`), the names made from
them (`names`, `lexicon`, `structures`, `numbers`), their search in a text (`fold`, `scan`, `mentions`), which
meeting is meant (`identity`, `resolve`, `published`), and how it is covered (`roles`, `phase`, `coverage`).

`health`: did the source deliver? `run_report`: what did the run do, for a reader?
"""
