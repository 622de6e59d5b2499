from datetime import date, timedelta

from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.places.residents import next_place_lag
from forecasting.world import World


def child(number, moved, case_before_days):
    """A child who moved on a day, and whose case was known some days before."""
    label = f"c{number}"
    spells = [
        spell(f"a{number}", date(2018, 8, 1), moved - timedelta(days=1), child_label=label),
        spell(f"b{number}", moved, child_label=label, known_date=moved),
    ]
    known = moved - timedelta(days=case_before_days)
    case = {
        "referral_id": label, "child_label": label, "received_date": known, "known_date": known,
        "referral_type": "aendring", "status": "granted",
    }  # fmt: skip
    entry = case | {
        "referral_id": f"e{number}", "received_date": date(2018, 3, 1), "known_date": date(2018, 3, 1),
        "referral_type": "ny",
    }  # fmt: skip
    return spells, [case, entry]


def test_that_a_child_goes_on_is_known_from_its_case_and_not_from_the_case_that_brought_it_in():
    made_of = [child(number, date(2021, 1, 1) + timedelta(days=number), 100) for number in range(50)]
    inputs = made(
        date(2025, 10, 31),
        spells=[row for spells, _ in made_of for row in spells],
        referrals=[row for _, cases in made_of for row in cases],
    )
    lag = next_place_lag(World.of(inputs, ASSUMED, Options()))

    # a move more than 100 days ahead is unknown, a nearer one nearly always known
    assert lag.unknown_share([-150])[0] > 0.9
    assert lag.unknown_share([-50])[0] < 0.1
