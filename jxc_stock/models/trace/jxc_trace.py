"""A lot from its vendors to its customers, on one page."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import trace
from ...report import trace_sql

# rows that a page shows; the sums and the file have all
MOST_STEPS = 300
MOST_DELIVERIES = 10
# what the page needs of a movement
SHOWN = (
    "id",
    "lot_id",
    "lot",
    "date",
    "quantity",
    "kind",
    "returned",
    "origin",
    "target",
    "document",
    "purchase_id",
    "purchase",
    "purchase_open",
    "sale_id",
    "sale",
    "sale_open",
)
DOCUMENTS = {
    "note": "jxc.stock.note",
    "assembly": "jxc.assembly",
    "count": "jxc.count",
    "scrap": "stock.scrap",
    "picking": "stock.picking",
}
ORDERS = {"purchase": "purchase.order", "sale": "sale.order"}


class JxcTrace(models.AbstractModel):
    """Quantities are computed for everybody alike; names of customers and links to
    documents follow the rights of the user."""

    _name = "jxc.trace"
    _description = "Lot Trace"

    @api.model
    @api.readonly
    def get_trace(self, lot_id):
        """Everything known about a lot or serial, in the product's unit.

        :param lot_id: id of a `stock.lot` the user may read
        :return: dict: ``lot``, ``totals`` (sums by `core.trace.SIGNS`, ``balance``,
            ``on_hand``, ``difference``), ``vendors`` and ``customers`` (with their
            documents), ``places``, ``reserved``, ``steps`` (newest first, at most
            300 of ``step_count``), ``parents`` and ``children`` (lots used for it,
            lots it went into, with ``depth``)
        :raises UserError: no such lot
        :raises AccessError: the lot is not the user's to see
        """
        lot = self._lot(lot_id)
        data = self._collect(lot)
        steps = data["steps"]
        return {
            "lot": self._lot_values(lot),
            "totals": self._totals(lot, data),
            "vendors": self._vendors(data, MOST_STEPS),
            "customers": self._customers(data, MOST_DELIVERIES),
            "places": data["places"],
            "reserved": data["reserved"],
            "steps": [self._shown(row) for row in steps[::-1][:MOST_STEPS]],
            "step_count": len(steps),
            "parents": self._relatives(lot, data, "made_id", "used_id"),
            "children": self._relatives(lot, data, "used_id", "made_id"),
        }

    def _lot(self, lot_id):
        valid = type(lot_id) is int and 0 < lot_id < 2**31
        lot = self.env["stock.lot"].browse(lot_id if valid else ()).exists()
        if not lot:
            raise UserError(self.env._("This lot does not exist any more."))
        lot.check_access("read")
        return lot

    # -- fetching ----------------------------------------------------------------

    def _rows(self, query):
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()

    def _family(self, lots, down):
        """Lots made of these (`down`) or that these were made of, with themselves."""
        self.env["stock.move.line"].flush_model()
        found = self._rows(trace_sql.family(lots.ids, down))
        # sudo: a lot is traced through whatever it went into
        return lots.sudo().browse(row["lot_id"] for row in found)

    def _collect(self, lot):
        """All rows of the lot and of its relatives, with names and links."""
        self.env.flush_all()
        up, down = self._family(lot, False), self._family(lot, True)
        lots, companies = (up | down).ids, self.env.companies.ids
        rows = self._rows(trace_sql.steps(lots, companies))
        data = {
            "up": set(up.ids),
            "down": set(down.ids),
            "all": rows,
            "links": self._rows(trace_sql.links(lots)),
            "places": self._rows(trace_sql.places(down.ids, companies)),
            "reserved": self._rows(trace_sql.reserved_for(down.ids, companies)),
            "lots": {one.id: self._lot_name(one) for one in up | down},
        }
        for row in rows:
            row["kind"] = trace.kind_of(
                trace.Place(row["origin_usage"], row["origin_inside"]),
                trace.Place(row["target_usage"], row["target_inside"]),
                bool(row["scrap_id"]),
                bool(row["note_id"]),
            )
        self._name_rows(data)
        data["steps"] = [row for row in rows if row["lot_id"] == lot.id]
        return data

    def _lot_name(self, lot):
        # sudo: names only, of lots connected with one that the user may see
        lot = lot.sudo()
        return {
            "id": lot.id,
            "name": lot.name,
            "product": lot.product_id.display_name,
            "unit": lot.product_uom_id.name,
            "vendor_lot": lot.jxc_vendor_lot or "",
            "recall": lot.jxc_recall_id.name or "",
        }

    def _name_rows(self, data):
        """Names of partners and lots, and which documents the user may open."""
        rows = data["all"] + data["reserved"]
        partners = self._partners({row["partner_id"] for row in rows})
        open_ids = {
            name: self._readable(model, {row[f"{name}_id"] for row in data["all"]})
            for name, model in (DOCUMENTS | ORDERS).items()
        }
        moved = self._readable("stock.picking", {r["picking_id"] for r in rows})
        open_ids["picking"] = moved
        for row in rows:
            row["partner"] = partners.get(row["partner_id"])
            row["lot"] = data["lots"][row["lot_id"]]["name"]
            row["document"] = self._document(row, open_ids)
            for name in ("date", "jxc_done_at"):
                row[name] = row.get(name) and row[name].isoformat()
            row["purchase_open"] = row.get("purchase_id") in open_ids["purchase"]
            row["sale_open"] = row.get("sale_id") in open_ids["sale"]
        for row in data["places"]:
            row["lot"] = data["lots"][row["lot_id"]]["name"]

    def _readable(self, model, ids):
        """Those of `ids` whose record the user may open."""
        records, wanted = self.env[model], [key for key in ids if key]
        if not wanted or not records.has_access("read"):
            return set()
        return set(records.search([("id", "in", wanted)]).ids)

    def _partners(self, ids):
        """{partner id: what may be said of them}; customers of colleagues unnamed."""
        wanted = [key for key in ids if key]
        partners = self.env["res.partner"].with_context(active_test=False)
        allowed = set(partners.search([("id", "in", wanted)]).ids)
        # sudo: only names of who may be seen leave this method
        return {
            partner.id: self._partner(partner, partner.id in allowed)
            for partner in partners.sudo().browse(wanted).exists()
        }

    def _partner(self, partner, allowed):
        if not allowed:
            hidden = self.env._("Customer of a colleague")
            return {"id": False, "name": hidden, "phone": "", "customer_id": partner.id}
        company = partner.commercial_partner_id
        return {
            "id": partner.id,
            "name": partner.display_name,
            "phone": partner.phone or company.phone or "",
            "customer_id": company.id,
            "customer": company.name,
            "address": partner.contact_address_inline or "",
            "seller": company.user_id.name or "",
        }

    def _document(self, row, open_ids):
        """What a step was booked by: {model, id or False, name}."""
        for name in DOCUMENTS:
            key = row.get(f"{name}_id")
            if key:
                opened = key in open_ids[name]
                label = row[name] or ""
                return {"model": DOCUMENTS[name], "id": opened and key, "name": label}
        name = row.get("reference") or row.get("picking") or ""
        return {"model": "stock.move", "id": row["move_id"], "name": name}

    # -- what the page shows -----------------------------------------------------

    def _lot_values(self, lot):
        # sudo: what the lot is; the user may read it
        known = lot.sudo()
        recall, expiry = known.jxc_recall_id, known.expiration_date
        return {
            **self._lot_name(lot),
            "product_id": known.product_id.id,
            "ref": known.ref or "",
            "expiry": expiry.isoformat() if expiry else None,
            "expired": bool(expiry and expiry <= fields.Datetime.now()),
            "recall_id": recall.id if recall in self._my_recalls(recall) else False,
            "may_recall": self.env["jxc.recall"].has_access("create"),
        }

    def _my_recalls(self, recalls):
        return self.env["jxc.recall"].search([("id", "in", recalls.ids)])

    def _totals(self, lot, data):
        rounded = lot.product_uom_id.round
        sums = trace.totals((row["kind"], row["quantity"]) for row in data["steps"])
        sums["on_hand"] = sum(
            row["quantity"] for row in data["places"] if row["lot_id"] == lot.id
        )
        sums["difference"] = sums["on_hand"] - sums["balance"]
        sums["with_customers"] = sum(
            row["quantity"]
            * trace.at_customer(row["origin_usage"], row["target_usage"])
            for row in data["steps"]
        )
        return {name: rounded(value) for name, value in sums.items()}

    def _shown(self, row):
        found = {name: row[name] for name in SHOWN if name in row}
        return {**found, "partner": row["partner"] and row["partner"]["name"]}

    def _vendors(self, data, most=None):
        """Receipts and returns, by vendor; also of the lots that this was made of."""
        found = {}
        for row in data["all"]:
            sign = trace.from_vendor(row["origin_usage"], row["target_usage"])
            if not sign or row["lot_id"] not in data["up"]:
                continue
            vendor = self._group(found, row)
            vendor["returned" if sign < 0 else "received"] += row["quantity"]
            vendor["documents"].append({**row, "returned": sign < 0})
        rows = [self._rounded(vendor, data) for vendor in found.values()]
        return [self._shortened(row, most) for row in rows]

    def _customers(self, data, most=None):
        """Deliveries and returns by customer; also of lots made of this one."""
        found = {}
        for row in data["all"]:
            sign = trace.at_customer(row["origin_usage"], row["target_usage"])
            if not sign or row["lot_id"] not in data["down"]:
                continue
            customer = self._group(found, row)
            customer["returned" if sign < 0 else "shipped"] += row["quantity"]
            customer["documents"].append({**row, "returned": sign < 0})
        rows = [self._rounded(customer, data) for customer in found.values()]
        for row in rows:
            row["net"] = row["shipped"] - row["returned"]
            self._shortened(row, most)
        return sorted(rows, key=lambda row: (-row["net"], row["name"]))

    def _shortened(self, row, most):
        """Only the newest documents, with what the page shows of them."""
        if most:
            row["more"] = max(len(row["documents"]) - most, 0)
            newest = row["documents"][-most:]
            row["documents"] = [self._shown(document) for document in newest]
        return row

    def _group(self, found, row):
        partner = row["partner"] or {}
        key = partner.get("customer_id"), row["lot_id"]
        unknown = self.env._("Unknown")
        return found.setdefault(
            key,
            {
                "key": f"{key[0]}/{key[1]}",
                "id": partner.get("id") and key[0],
                "name": partner.get("customer") or partner.get("name") or unknown,
                "phone": partner.get("phone", ""),
                "seller": partner.get("seller", ""),
                "lot_id": row["lot_id"],
                "shipped": 0.0,
                "returned": 0.0,
                "received": 0.0,
                "documents": [],
            },
        )

    def _rounded(self, row, data):
        lot = data["lots"][row["lot_id"]]
        figures = {
            name: round(row[name], 6) for name in ("shipped", "returned", "received")
        }
        return {**row, **figures, "lot": lot}

    def _relatives(self, lot, data, near, far):
        """Lots reached from this one, nearest first."""
        edges = defaultdict(list)
        for link in data["links"]:
            edges[link[near]].append(link[far])
        depths = trace.depths(lot.id, edges)
        found = [
            {
                **data["lots"][link[far]],
                "of": data["lots"][link[near]]["name"],
                "depth": depths[link[near]] + 1,
                "used": link["used"],
                "made": link["made"],
                "reference": link["reference"] or "",
                "move_id": link["move_id"],
                "date": link["date"].isoformat(),
            }
            for link in data["links"]
            if link[near] in depths and link[far] != lot.id
        ]
        return sorted(found, key=lambda row: (row["depth"], row["name"]))
