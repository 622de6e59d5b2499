import numpy as np
import pytest

from forecasting.judged.annual_points import annual_ahead, growth_has_paid, pooled_growth


def test_series_that_grow_alike_go_on_alike():
    history = np.array([[100.0], [50.0]]) * 1.1 ** np.arange(5)

    assert pooled_growth(history, 2) == pytest.approx(history[:, -1:] * np.array([1.1, 1.21]))


def test_a_series_of_its_own_is_believed_as_far_as_series_differ_beyond_their_noise():
    steady = np.array([[100.0], [100.0], [100.0]]) * np.array([[1.0], [1.1], [1.2]]) ** np.arange(5)
    noisy = np.array([[100, 120, 100, 120, 100.0], [100, 100, 120, 100, 121.0], [120, 100, 100, 120, 100.0]])

    # without noise each keeps its own growth around the common one; the noisy ones get nearly the same
    assert np.ptp(np.log(pooled_growth(steady, 1)[:, 0] / steady[:, -1])) == pytest.approx(np.log(1.2), rel=0.01)
    assert np.ptp(pooled_growth(noisy, 1)[:, 0] / noisy[:, -1]) < 0.1


def test_growth_is_left_alone_where_the_last_point_has_been_nearer():
    swings = np.array([[100.0, 110, 100, 110, 100, 110], [50, 55, 50, 55, 50, 55]])

    assert not growth_has_paid(swings)
    assert annual_ahead(swings, 2).tolist() == [[110, 110], [55, 55]]


def test_too_few_points_are_carried_on():
    assert annual_ahead(np.array([[100.0, 120.0]]), 1).tolist() == [[120.0]]
