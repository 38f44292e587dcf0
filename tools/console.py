"""Progress of the set-up: one line per step, elapsed time and time left."""

import contextlib
import sys
import threading
import time


def duration(seconds):
    """Seconds in words: ``42 s`` or ``3 min 05 s``."""
    seconds = max(0, round(seconds))
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min {seconds % 60:02d} s"


def time_left(expected, elapsed, fraction):
    """Seconds left of a step that is ``fraction`` (0..1 or None) done.

    Without a usable fraction: the expected seconds less the elapsed ones, at least
    a tenth of the expected.
    """
    if fraction and fraction > 0.2:
        return elapsed * (1 - fraction) / fraction
    return max(expected - elapsed, expected / 10)


class Progress:
    """Prints steps; ``steps`` is a list of (title, expected seconds)."""

    def __init__(self, steps, stream=None, clock=time.monotonic):
        self.steps, self.clock = list(steps), clock
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()
        self.number = 0
        self.started = clock()
        self.times = {}

    @contextlib.contextmanager
    def step(self, title, fraction=None):
        """Show step ``title`` while the body runs; ``fraction()`` is its part done."""
        self.number += 1
        stop = threading.Event()
        begun = self.clock()
        args = (title, begun, fraction or (lambda: None), stop)
        ticker = threading.Thread(target=self._tick, args=args, daemon=True)
        ticker.start()
        try:
            yield self
        finally:
            stop.set()
            ticker.join()
        self.times[title] = self.clock() - begun
        self._line(f"{self._label(title)}: done in {duration(self.times[title])}\n")

    def note(self, text):
        """Print one line that is no step."""
        self._line(f"{text}\n")

    def _label(self, title):
        return f"[{self.number}/{max(len(self.steps), self.number)}] {title}"

    def _tick(self, title, begun, fraction, stop):
        waits = 0.5 if self.live else 15
        self._line(f"{self._label(title)} …" + ("" if self.live else "\n"))
        while not stop.wait(waits):
            elapsed = self.clock() - begun
            left = self._left(title, elapsed, _quietly(fraction))
            text = f"{self._label(title)} … {duration(elapsed)}"
            text += "" if left is None else f", about {duration(left)} left"
            self._line(text + ("" if self.live else "\n"))

    def _left(self, title, elapsed, fraction):
        titles = [name for name, _seconds in self.steps]
        if title not in titles:
            return None
        index = titles.index(title)
        later = sum(seconds for _name, seconds in self.steps[index + 1 :])
        return later + time_left(self.steps[index][1], elapsed, fraction)

    def _line(self, text):
        self.stream.write(f"\r\033[K{text}" if self.live else text)
        self.stream.flush()


def _quietly(fraction):
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        return fraction()
