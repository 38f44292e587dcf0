"""Purchase-price test on real weekly prices with errors put in (fixed seeds).

Each article's price of a week is the mean of the real prices of the demo's source,
which move by themselves: promotions, price rises. One week in twenty gets the error of
a typing hand: a slipped decimal point, or the price of a pack for that of a piece and
the reverse. An error that is named is corrected before the next week; one that is
missed stays. Five seeds together. Goal, for articles sold in every week: F1 at
least 0.78, recall at least 0.93; the figures for all articles are printed beside it.
Without a database: `python -m bench.bench_outlier`.
"""

import csv
import random
from collections import defaultdict
from pathlib import Path

from bench.frame import Row, measure

DATA = Path(__file__).parent.parent / "demo" / "data"
SEEDS, SHARE, WARM_UP, WEEKS = (1, 2, 3, 4, 5), 0.05, 8, 52
FACTORS = (10, 100, 6, 12, 24, 2)
F1, RECALL = 0.78, 0.93


def weekly_prices(weeks: int = WEEKS) -> list[list[float]]:
    """Return weekly mean prices, oldest first, of articles sold in so many weeks."""
    sums = defaultdict(lambda: [0, 0])
    for part in (1, 2, 3):
        with open(DATA / f"demand_{part}.csv", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                total = sums[row["code"], (int(row["day"]) - 1) // 7]
                total[0] += int(row["quantity"]) * int(row["cents"])
                total[1] += int(row["quantity"])
    series = defaultdict(list)
    for (code, _week), (cents, pieces) in sorted(sums.items()):
        series[code].append(cents / pieces / 100)
    return [prices for prices in series.values() if len(prices) >= weeks]


def judged(prices, chance: random.Random):
    """Yield, week by week, whether an error was typed and whether it was named."""
    from odoo.addons.jxc_base.core.outlier import PRICE_LIMIT, price_score

    history = list(prices[:WARM_UP])
    for price in prices[WARM_UP:]:
        wrong, typed = chance.random() < SHARE, price
        if wrong:
            typed *= chance.choice(FACTORS) ** chance.choice((1, -1))
        named = price_score(history, typed) > PRICE_LIMIT
        history.append(price if wrong and named else typed)
        yield wrong, named


def quality(series: list[list[float]]) -> dict[str, float]:
    """Return precision, recall and F1 over all weeks, articles and seeds."""
    weeks = [
        pair
        for seed in SEEDS
        for chance in [random.Random(seed)]
        for prices in series
        for pair in judged(prices, chance)
    ]
    errors = sum(wrong for wrong, _named in weeks)
    hits = sum(wrong and named for wrong, named in weeks)
    precision, recall = hits / sum(named for _wrong, named in weeks), hits / errors
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": precision, "recall": recall, "F1": f1, "errors": errors}


def told(what, found):
    figures = ", ".join(f"{name} {value:.3g}" for name, value in found.items())
    return f"{what}: {figures}"


def run(env, scale: float) -> list[Row]:
    """Return the time and quality; refuse when the quality is missed.

    :raises AssertionError: F1 or recall below the goal
    """
    regular, every = weekly_prices(), weekly_prices(WARM_UP + 4)
    found = quality(regular)
    if found["F1"] < F1 or found["recall"] < RECALL:
        raise AssertionError(told("price outliers", found))
    return [
        measure(told("regular articles", found), [lambda: quality(regular)]),
        measure(told("all articles", quality(every)), [lambda: quality(every)]),
    ]


if __name__ == "__main__":
    import odoo.init  # noqa: F401
    from odoo.tools import config

    config.parse_config([f"--addons-path={Path(__file__).parent.parent}"])
    print(told("regular articles", quality(weekly_prices())))
    print(told("all articles", quality(weekly_prices(WARM_UP + 4))))
