from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from forecasting.told.bridge import Bridge, Side, Volume, bridge

AMOUNTS = st.decimals(0, 900, places=4)
PRICES = st.decimals("0.01", 2_000_000, places=2)
VOLUMES = st.builds(Volume, children=AMOUNTS, places=AMOUNTS, price_kr=PRICES)
SIDES = st.builds(
    Side,
    volumes=st.dictionaries(st.sampled_from(["basisplad", "specialklasse", "specialskole"]), VOLUMES),
    one_off_kr=st.decimals(-1_000_000, 1_000_000, places=2),
    population=st.one_of(st.none(), st.decimals(1, 100_000, places=0)),
)


@given(SIDES, SIDES, st.decimals("-0.05", "0.15", places=4))
def test_the_steps_always_add_up_to_the_whole_difference(before, after, index):
    assert bridge(before, after, index).total == after.cost_kr - before.cost_kr


@given(SIDES)
def test_nothing_changed_is_a_bridge_of_zeros(side):
    assert bridge(side, side) == Bridge(*[Decimal(0)] * 7)


def test_fredensborgs_813_is_488_for_two_more_children_and_325_for_dearer_places():
    # Fredensborg Kommune, Børne- og Skoleudvalget 17-04-2018, sag 37: dagbehandling 7.810 t.kr. for 32 and 8.623 for 34
    before = Side({"dagbehandling": Volume(Decimal(32), Decimal(32), Decimal(7_810_000) / 32)})
    after = Side({"dagbehandling": Volume(Decimal(34), Decimal(34), Decimal(8_623_000) / 34)})

    steps = bridge(before, after)

    assert steps.children == Decimal("488125.00")
    assert steps.price == Decimal("324875.00")
    assert steps.total == Decimal(813_000)


def test_a_year_of_every_step_is_split_as_worked_out_by_hand():
    # 250 children, 200 places at 485,600 = 97,120,000; 281 children next year. F0 = 0.8, P0 = 485,600.
    # Children 31 x 0.8 x 485,600 = 12,042,880. Places fall to 213.4: (213.4 - 281 x 0.8) x 485,600 = -5,535,840.
    before = Side(
        {
            "specialklasse": Volume(Decimal(150), Decimal(120), Decimal(409_600)),
            "specialskole": Volume(Decimal(100), Decimal(80), Decimal(599_600)),
        },
        population=Decimal(10_000),
    )
    after = Side(
        {
            "specialklasse": Volume(Decimal(171), Decimal("133.4"), Decimal(420_000)),
            "specialskole": Volume(Decimal(110), Decimal(80), Decimal(615_000)),
        },
        one_off_kr=Decimal(1_250_000),
        population=Decimal(10_200),
    )

    steps = bridge(before, after, Decimal("0.021"))

    # population 200 x 0.025 x 0.8 x 485,600; mix 133.4 x 409,600 + 80 x 599,600 = 102,608,640 less 213.4 x 485,600
    assert steps.population == Decimal(1_942_400)
    assert steps.share == Decimal(12_042_880 - 1_942_400)
    assert steps.timing == Decimal(-5_535_840)
    assert steps.mix == Decimal(102_608_640 - 103_627_040)
    assert steps.index == Decimal("2154781.44")  # 2.1 % of 102,608,640
    assert steps.price == Decimal("464578.56")  # 56,028,000 + 49,200,000 - 102,608,640 x 1.021
    assert steps.one_off == Decimal(1_250_000)
    assert steps.total == Decimal(56_028_000 + 49_200_000 + 1_250_000 - 97_120_000)


def test_the_six_steps_of_the_worked_example_lead_from_97_to_107_million():
    # Chosen so that each step has its own cause: 250 -> 281 children, places 213.40..., two types.
    places = Decimal(97_120_000 + 12_042_880 - 5_533_774) / 485_600
    at_old_prices = Decimal(97_120_000 + 12_042_880 - 5_533_774 - 585_149)
    school = (at_old_prices - places * 409_600) / (599_600 - 409_600)
    dearer = Decimal(808_870) / places
    rise = Decimal("0.021")
    before = Side(
        {
            "specialklasse": Volume(Decimal(150), Decimal(120), Decimal(409_600)),
            "specialskole": Volume(Decimal(100), Decimal(80), Decimal(599_600)),
        }
    )
    after = Side(
        {
            "specialklasse": Volume(Decimal(171), places - school, 409_600 * (1 + rise) + dearer),
            "specialskole": Volume(Decimal(110), school, 599_600 * (1 + rise) + dearer),
        },
        one_off_kr=Decimal(1_250_000),
    )

    steps = bridge(before, after, rise)

    whole = [steps.children, steps.timing, steps.mix, steps.index, steps.price, steps.one_off]
    assert [round(step) for step in whole] == [12_042_880, -5_533_774, -585_149, 2_163_923, 808_870, 1_250_000]
    assert before.cost_kr == Decimal(97_120_000)
    assert round(after.cost_kr) == 107_266_750


def test_a_new_type_is_mix_and_index_but_no_price_change():
    before = Side({"specialskole": Volume(Decimal(10), Decimal(10), Decimal(400_000))})
    after = Side(
        {
            "specialskole": Volume(Decimal(10), Decimal(10), Decimal(408_000)),
            "dagbehandling": Volume(Decimal(2), Decimal(2), Decimal(510_000)),
        }
    )

    steps = bridge(before, after, Decimal("0.02"))

    assert steps.price == 0
    assert steps.children == Decimal(800_000)
    assert steps.mix == Decimal(200_000)  # two places at 500,000 in old prices instead of 400,000
    assert steps.index == Decimal(100_000)
