"""Which language a text is in, down to a caption of one line."""

from __future__ import annotations

import pytest

from flows.steps.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Snow closes the mountain railway.", "en"),
        ("Delegates' children paint the harbour", "en"),
        ("De brug over the river", ""),
        ("Les enfants jouent.", ""),
        ("Gatti in casa a Roma", ""),
        ("Rivergate, 2022", ""),
        ("", ""),
        ("渡轮停航", "zh"),
        ("Die Fähre und der Fluss", "de"),
    ],
)
def test_a_short_text_is_english_only_where_its_words_say_so(text: str, language: str) -> None:
    assert language_of(text) == language


def test_what_the_source_says_comes_before_a_few_words() -> None:
    assert language_of("Le menu of the day", prior="fr") == "fr"
    assert language_of("Le menu of the day", stated="fr-CA") == "fr"
