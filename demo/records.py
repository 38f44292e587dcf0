"""Records with external ids of the demo, so that loading twice changes nothing."""

MODULE = "__jxc_demo__"


class Records:
    """Create what is missing, find what is there, both by name."""

    def __init__(self, env):
        self.env = env
        known = env["ir.model.data"].search([("module", "=", MODULE)])
        self._known = {data.name: (data.model, data.res_id) for data in known}

    def __contains__(self, name):
        return name in self._known

    def get(self, name):
        """Return the record of that name; KeyError if it was never made."""
        model, res_id = self._known[name]
        return self.env[model].browse(res_id)

    def put(self, model, values_by_name):
        """Create the missing ones in one batch; return {name: record} of all."""
        missing = {n: v for n, v in values_by_name.items() if n not in self._known}
        made = self.env[model].create(list(missing.values()))
        self._remember(zip(missing, made, strict=True))
        return {name: self.get(name) for name in values_by_name}

    def adopt(self, name, record):
        """Give a record that exists already a name; return it."""
        if name not in self._known:
            self._remember([(name, record)])
        return record

    def _remember(self, pairs):
        pairs = list(pairs)
        self.env["ir.model.data"].create(
            [
                {
                    "module": MODULE,
                    "name": name,
                    "model": record._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for name, record in pairs
            ]
        )
        self._known.update({name: (r._name, r.id) for name, r in pairs})
