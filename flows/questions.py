"""Questions an analyst asks first, with their SQL: the demo answers three of them, the README all."""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    words: str
    sql: str


QUESTIONS = (
    Question(
        "Who covered the Sixth Chongqing Municipal Congress, and how much?",
        """select source, count(*) as articles, count(*) filter (where level = 'focus') as focus,
       count(distinct story_id) as stories, min(day_offset) as first_day, max(day_offset) as last_day
  from coverage where congress_id = 'cpc-chongqing-6' group by source order by articles desc""",
    ),
    Question(
        "What did the first week of that congress look like, day by day?",
        """select day_offset, published_on, count(*) as articles, min(title) as for_example
  from coverage where congress_id = 'cpc-chongqing-6' and level = 'focus' and day_offset between 0 and 6
 group by 1, 2 order by 1""",
    ),
    Question(
        "Is a day without articles silence, or our own outage?",
        """select source, state, count(*) as days, sum(archived_count) as articles, min(published_on) as first_day,
       max(published_on) as last_day, min(reason) as for_example
  from completeness where published_on between '2022-03-01' and '2022-06-05' group by 1, 2 order by 1, 5""",
    ),
    Question(
        "Which texts did a second outlet reprint, how many days later, and how much of them?",
        """select copy_title, origin_source, copy_source, copy_published_on - origin_published_on as days_later,
       round(share_kept::numeric, 2) as share_kept
  from syndication where copy_source <> origin_source
 order by days_later desc, copy_title limit 5""",
    ),
    Question(
        "Which words earned an article its tag?",
        """select title, level, phase, evidence -> 0 ->> 'field' as found_in, evidence -> 0 ->> 'text' as words,
       evidence -> 0 ->> 'rule' as rule
  from coverage where congress_id = 'cpc-national-20' order by published_on, article_id limit 5""",
    ),
    Question(
        "How loud was it day by day, zeros included, and which zeros can be read?",
        """select day_offset, published_on, source, article_count as articles, focus_count as focus, completeness
  from coverage_daily where congress_id = 'cpc-chongqing-6' and day_offset between -10 and -7
 order by day_offset, source""",
    ),
    Question(
        "Who said a phrase first, and who came later?",
        """select phrase, source, first_on, lag_days, title
  from phrase_first where phrase in ('common-prosperity', 'ten-years-ban') order by phrase, said_nth""",
    ),
)
