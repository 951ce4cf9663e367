"""Laws of the bootstrap intervals."""

import numpy as np
import pytest

from relclf.errors import ConfigError
from relclf.evaluation.intervals import bootstrap

VALUES = np.random.default_rng(0).normal(size=400)


def mean(values):
    return lambda rows: {"mean": values[rows].mean()}


def test_one_seed_gives_one_interval_and_another_another():
    first = bootstrap(mean(VALUES), 400, seed=1, n_resamples=50)
    assert first == bootstrap(mean(VALUES), 400, seed=1, n_resamples=50)
    assert first != bootstrap(mean(VALUES), 400, seed=2, n_resamples=50)


def test_the_interval_of_a_mean_is_that_of_the_normal_approximation():
    interval = bootstrap(mean(VALUES), 400, seed=0, n_resamples=4000)["mean"]
    error = 1.96 * VALUES.std() / np.sqrt(400)
    assert interval.low == pytest.approx(VALUES.mean() - error, abs=0.01)
    assert interval.high == pytest.approx(VALUES.mean() + error, abs=0.01)


def test_fewer_articles_and_higher_levels_are_wider():
    def width(articles, level):
        found = bootstrap(mean(VALUES[:articles]), articles, seed=0, n_resamples=500, level=level)
        return found["mean"].high - found["mean"].low

    assert width(50, 0.95) > width(400, 0.95) > width(400, 0.8)


def test_a_constant_has_an_interval_without_width():
    interval = bootstrap(lambda rows: {"one": 1.0}, 5, seed=0, n_resamples=20)["one"]
    assert (interval.low, interval.high, interval.resamples) == (1, 1, 20)


def test_rows_are_drawn_with_repeats_and_all_figures_see_the_same_ones():
    seen = []

    def figures(rows):
        seen.append(rows)
        return {"one": float(rows.sum()), "other": float(rows.sum())}

    found = bootstrap(figures, 10, seed=0, n_resamples=30)
    assert found["one"] == found["other"]
    assert all(rows.shape == (10,) and 0 <= rows.min() <= rows.max() < 10 for rows in seen)
    assert any(len(np.unique(rows)) < 10 for rows in seen)


def test_resamples_that_do_not_define_a_figure_are_left_out_and_counted():
    rare = np.array([1.0, np.nan, np.nan, np.nan])
    interval = bootstrap(
        lambda rows: {"rare": np.nan if np.isnan(rare[rows]).all() else 0.5},
        4,
        seed=0,
        n_resamples=200,
    )["rare"]
    assert interval.low == interval.high == 0.5
    assert 100 < interval.resamples < 170
    never = bootstrap(lambda rows: {"never": np.nan}, 4, seed=0, n_resamples=20)["never"]
    assert np.isnan(never.low)
    assert never.resamples == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"articles": 0}, "articles is 0; expected at least 1"),
        ({"n_resamples": 0}, "n_resamples is 0; expected at least 1"),
        ({"level": 95}, "level is 95; expected a share"),
    ],
)
def test_what_cannot_be_resampled_is_an_error(wrong, message):
    with pytest.raises(ConfigError, match=message):
        bootstrap(**{"figures": mean(VALUES), "articles": 400, "seed": 0} | wrong)
