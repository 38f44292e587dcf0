"""Figures that do not fit: one test for prices, one for other figures, one for rates.

Robust statistics: medians and the median absolute deviation (MAD) are not moved by
the very errors that are looked for. Sources: Leys et al. 2013, "Detecting outliers: do
not use standard deviation around the mean"; beta-binomial: Gelman et al., Bayesian
Data Analysis, 3rd ed., section 2.4 and appendix A.
"""

from collections.abc import Sequence
from math import exp, fsum, hypot, lgamma, log
from statistics import median

PRICE_LIMIT = 4.5
FIGURE_LIMIT = 3.5
WINDOW = 12
FEWEST = 3
PRICE_FLOOR = 0.05
NORMAL = 1.4826  # MAD × this = standard deviation of a normal distribution


def mad(values: Sequence[float]) -> float:
    """Return the median absolute deviation from the median.

    :param values: at least one number
    >>> mad([1, 2, 3, 4, 100])
    1
    """
    middle = median(values)
    return median(abs(value - middle) for value in values)


def price_score(history: Sequence[float], price: float) -> float | None:
    """Return how far a unit price is from what was paid before; above 4.5 look at it.

    z = min(|ln p − median₁₂|, |ln p − last|) / √(MAD² + 0.05²), with logarithms of the
    last 12 prices. It has to differ from the usual price and from the last one, so a
    price that rose and stays up is named once.

    :param history: earlier prices of one unit, oldest first, one currency; those that
        are not positive are left out
    :param price: the price in question, same unit and currency
    :return: None without a positive price or with fewer than 3 earlier ones
    >>> round(price_score([10, 10, 10, 10], 11), 2), price_score([10, 10], 100)
    (1.91, None)
    >>> price_score([10, 10, 10.2, 9.9, 10], 100) > PRICE_LIMIT
    True
    >>> price_score([10, 10, 10, 100], 100)
    0.0
    """
    logs = [log(paid) for paid in history if paid > 0][-WINDOW:]
    if price <= 0 or len(logs) < FEWEST:
        return None
    here = log(price)
    distance = min(abs(here - median(logs)), abs(here - logs[-1]))
    return distance / hypot(mad(logs), PRICE_FLOOR)


def robust_score(
    history: Sequence[float], value: float, floor: float = 0.0
) -> float | None:
    """Return the robust z of a figure; above 3.5 it does not fit.

    z = |x − median| / max(1.4826 × MAD, floor)

    :param history: earlier figures, same unit
    :param floor: least spread taken for real, same unit; positive unless the history
        is known to vary
    :return: None with fewer than 3 earlier figures, or without any spread
    >>> robust_score([10, 12, 11, 10, 12], 11), robust_score([5, 5, 5], 9)
    (0.0, None)
    >>> robust_score([5, 5, 5], 9, floor=0.5)
    8.0
    """
    if len(history) < FEWEST:
        return None
    spread = max(NORMAL * mad(history), floor)
    return abs(value - median(history)) / spread if spread else None


def rate_tail(
    events: int, trials: int, base_events: float, base_trials: float
) -> float:
    """Return the chance of at least so many events if the old rate still held.

    The tail of a beta-binomial: the unknown rate has the distribution
    Beta(base_events + ½, base_trials − base_events + ½) of the baseline.

    :param events: seen now, 0 to ``trials``
    :param base_events: seen in the baseline, 0 to ``base_trials``
    :raises ValueError: more events than trials, or a negative number
    >>> rate_tail(0, 20, 5, 100), rate_tail(12, 20, 5, 100) < 0.001
    (1.0, True)
    >>> round(rate_tail(1, 1, 0, 0), 3)
    0.5
    """
    if not (0 <= events <= trials and 0 <= base_events <= base_trials):
        raise ValueError("events must lie between 0 and trials")
    if events == 0:
        return 1.0
    alpha, beta = base_events + 0.5, base_trials - base_events + 0.5
    chances = (
        exp(
            _log_choose(trials, count)
            + _log_beta(count + alpha, trials - count + beta)
            - _log_beta(alpha, beta)
        )
        for count in range(events, trials + 1)
    )
    return min(fsum(chances), 1.0)


def _log_beta(alpha: float, beta: float) -> float:
    return lgamma(alpha) + lgamma(beta) - lgamma(alpha + beta)


def _log_choose(total: int, count: int) -> float:
    return lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)
