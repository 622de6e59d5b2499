import polars as pl

from forecasting.questions.event_test import EVENT_TEST
from pipelines.assets.curve_tests import said_of_curves


def test_the_file_keeps_the_sentences_that_the_paper_prints() -> None:
    rows = [
        ("referrals", -0.25, -0.40, -0.10, 0.05, 0.2),
        ("real_price_cost", 0.02, -0.3, 0.4, 0.05, 0.54),
        ("age_adjusted_share", None, None, None, None, None),
    ]
    said = said_of_curves(pl.DataFrame(rows, schema=EVENT_TEST, orient="row"))["sentence_da"].to_list()
    assert said == [
        (
            "Antallet af indstillinger ligger nu 25 % lavere, end udviklingen til for et år siden pegede mod "
            "(95 %-interval 10 %–40 %). Årsagen kan ikke læses af tallene."
        ),
        "Udgiften i faste priser: intet synligt knæk det seneste år. Et knæk på under ca. 54 % ville ikke kunne ses.",
        "Andelen af børn i specialtilbud (korrigeret for alder): for få måneder til at sige, om kurven er knækket.",
    ]
