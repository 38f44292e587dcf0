"""Which steps of the set-up are finished, kept in one small JSON file."""

import json

from tools import process


class State:
    """Finished steps with what they were finished for (versions, hashes).

    A step is recorded after its result is complete, so a crash leaves it
    unrecorded and the next start does it again.
    """

    def __init__(self, path):
        self.path = path

    def read(self):
        """Return the recorded steps; an unreadable file counts as no steps."""
        try:
            data = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def get(self, key):
        """Return what ``key`` was finished for, or None."""
        return self.read().get(key)

    def done(self, key, value):
        """Record that step ``key`` is finished for ``value`` (JSON data)."""
        process.write_atomic(
            self.path, json.dumps(self.read() | {key: value}, indent=1, sort_keys=True)
        )

    def forget(self, key):
        """Record that step ``key`` has to be done again."""
        data = self.read()
        if data.pop(key, None) is not None:
            process.write_atomic(self.path, json.dumps(data, indent=1, sort_keys=True))
