"""Whether a forecast made again was made of the same: each frame by itself, and code with what was assumed."""

from datetime import date

from forecasting import Options, load_assumptions
from forecasting.given.events import Event, Events
from forecasting.given.inputs import Inputs
from pipelines.assets.previous_vintage import input_fingerprints, method_fingerprint, tells_the_same

DAY = date(2025, 4, 30)


def frames(cut_off=DAY):
    return input_fingerprints(Inputs.from_frames({}, DAY, {"omkostninger": cut_off}))


def test_frames_are_the_same_as_far_as_both_versions_read_them():
    assert tells_the_same(frames(), frames())
    assert tells_the_same(frames(), frames() | {"a_frame_of_tomorrow": "x"})
    assert not tells_the_same(frames(), frames() | {"spells": "x"})
    assert not tells_the_same(frames(), frames(date(2025, 3, 31)))


def test_a_forecast_that_kept_nothing_is_never_said_to_be_the_same():
    assert not tells_the_same({}, frames())


def test_what_was_not_known_on_the_day_is_no_other_method_and_another_seed_is():
    assumed = load_assumptions()
    event = Event("lukning", ("referrals",), date(2025, 5, 1), date(2025, 6, 1), None, 0.0, 0, date(2025, 5, 2))
    plain = method_fingerprint(assumed, Options(), DAY)
    assert plain == method_fingerprint(assumed, Options(events=Events((event,))), DAY)
    assert plain != method_fingerprint(assumed, Options(events=Events((event,))), date(2025, 5, 31))
    assert plain != method_fingerprint(assumed, Options(seed=2), DAY)
