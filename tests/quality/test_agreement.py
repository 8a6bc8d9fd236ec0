"""Agreement against tables computed by hand from the definitions of Cohen (1960), Fleiss et al. (1969), Gwet (2008)."""

from math import sqrt

import pytest

from notices.quality import agreement
from policy.tiers import wilson

# Two people, fifty cases: 20 both yes, 5 only the first, 10 only the second, 15 both no.
FIFTY = {("yes", "yes"): 0.4, ("yes", "no"): 0.1, ("no", "yes"): 0.2, ("no", "no"): 0.3}
# Nearly everything is one label (Gwet 2008, table 1): 118, 5, 2, 0 of 125.
RARE = {("yes", "yes"): 118 / 125, ("yes", "no"): 5 / 125, ("no", "yes"): 2 / 125}


def test_kappa_and_its_interval() -> None:
    """po .7; pe .5·.6 + .5·.4 = .5; kappa .4.

    Error: .4(.5-1.1·.3)² + .3(.5-.9·.3)² = .02743; + .3²(.1·1.1² + .2·.9²) = .02547; - (.35-1+.7)² = .0025;
    together .0504, over 50·.5⁴.
    """
    found = agreement.kappa(FIFTY, 50)
    assert found is not None
    reach = 1.96 * sqrt(0.0504 / (50 * 0.5**4))
    assert (found.value, found.low, found.high) == pytest.approx((0.4, 0.4 - reach, 0.4 + reach), abs=1e-3)
    assert (found.low, found.high) == pytest.approx((0.151, 0.649), abs=1e-3)


def test_ac1_of_the_same_table() -> None:
    """Means .55 and .45: pe .55·.45·2 = .495, AC1 (.7-.495)/.505."""
    found = agreement.ac1(FIFTY, 50)
    assert found is not None and found.value == pytest.approx(0.40594, abs=1e-5)
    # Same cells: .4·.45 + .3·.55 - .7·.495 = -.0015. Each: .4·.45² + .3·(1/2)² + .3·.55² - .495² = .001725.
    spread = 0.7 * 0.3 - 4 * 0.594059 * -0.0015 + 4 * 0.594059**2 * 0.001725
    assert found.high - found.value == pytest.approx(1.96 * sqrt(spread / (50 * 0.505**2)), abs=1e-4)


def test_kappa_collapses_where_nearly_all_is_one_label_and_ac1_does_not() -> None:
    kappa, ac1 = agreement.kappa(RARE, 125), agreement.ac1(RARE, 125)
    assert kappa is not None and kappa.value == pytest.approx(-0.0234, abs=1e-4)
    assert ac1 is not None and ac1.value == pytest.approx(0.9408, abs=1e-4)
    assert agreement.raw(RARE, 125).value == pytest.approx(0.944)


def test_three_labels() -> None:
    """25 cases of each of three labels, 15 the same: po .6, pe 1/3, kappa .4; AC1 the same with even margins."""
    even = {(i, j): (0.2 if i == j else 1 / 15) for i in "abc" for j in "abc"}
    kappa, ac1 = agreement.kappa(even, 75), agreement.ac1(even, 75)
    assert kappa is not None and ac1 is not None
    assert (kappa.value, ac1.value) == pytest.approx((0.4, 0.4))


def test_where_chance_explains_all_nothing_is_said() -> None:
    found = agreement.of([("yes", "yes", 1.0)] * 30)
    assert found is not None and found.kappa is None and found.ac1 is None and found.raw.value == 1
    assert agreement.of([]) is None and agreement.share([]) is None


def test_each_label_weighs_as_many_decisions_as_it_stands_for() -> None:
    """One error among fifty that were all looked at, and one among four that stand for 25 each: 26 of 150."""
    hits = [(True, 1.0)] + [(False, 1.0)] * 49 + [(True, 25.0)] + [(False, 25.0)] * 3
    found = agreement.share(hits)
    worth = 150**2 / (50 + 4 * 625)  # Kish
    assert found is not None and found.value == pytest.approx(26 / 150)
    assert (found.low, found.high) == pytest.approx(wilson(26 / 150 * worth, worth))
    assert found.high - found.low > 0.3  # nine decisions' worth of knowledge, and not fifty-four's
