"""A decision makes the document that carries it out, as a draft, and a task."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

TODO = "mail.mail_activity_data_todo"
# documents of a decision; without the right to make one there is only the task
DOCUMENTS = {
    "transfer": "stock.interwarehouse.transfer",
    "return": "stock.picking",
    "scrap": "stock.scrap",
}


class JxcStockClearance(models.Model):
    _inherit = "jxc.stock.clearance"

    def action_accept(self):
        """Decide these as proposed.

        :raises UserError: one is decided already, or has no proposal
        """
        for line in self._to_decide():
            if not line.proposal:
                raise UserError(
                    self.env._("There is no proposal for %s.", line.display_name)
                )
            line.write({"decision": line.proposal, **line._choice(line.proposal)})
        return self.action_decide()

    def action_decide(self):
        """Carry out what is decided: drafts, tasks, or off the list with *Keep*.

        :raises UserError: something is missing, with its name
        """
        lines = self._to_decide()
        for line in lines:
            line._check_decision()
        kept = lines.filtered(lambda line: line.decision == "keep")
        # sudo: who decided and when are stated by the server; the right was checked
        lines.sudo()._decided(self.env.uid)
        kept.sudo()._close("dropped", "kept")
        running = lines - kept
        running.action_make()
        for line in running:
            line._task()
        return True

    def _to_decide(self):
        self.check_access("write")
        if set(self.mapped("state")) - {"open"}:
            raise UserError(self.env._("Decide about goods that are still to decide."))
        return self

    def _decided(self, uid):
        now = fields.Datetime.now()
        for line in self:
            today = line.company_id._jxc_today()
            due = today + timedelta(days=line.company_id.jxc_clear_days)
            line.write(
                {
                    "state": "doing",
                    "decided_by_id": uid,
                    "decided_at": now,
                    "owner_id": line.owner_id.id or uid,
                    "due": line.due or due,
                }
            )

    def _check_decision(self):
        """:raises UserError: what is missing"""
        if not self.decision:
            raise UserError(self.env._("Choose what to do with %s.", self.display_name))
        problem = getattr(self, f"_missing_{self.decision}", lambda: None)()
        if not problem and self.decision != "keep":
            problem = self._missing_quantity()
        if problem:
            raise UserError(
                self.env._(
                    "%(goods)s: %(problem)s", goods=self.display_name, problem=problem
                )
            )

    def _missing_quantity(self):
        if self.uom_id.compare(self.quantity, 0) <= 0:
            return self.env._("say how much is to be cleared.")
        if self.uom_id.compare(self.quantity, self.quantity_now) > 0:
            return self.env._(
                "only %(quantity)s %(unit)s are there.",
                quantity=f"{self.quantity_now:g}",
                unit=self.uom_id.name,
            )
        return None

    def _missing_keep(self):
        return None if self.note else self.env._("say in the note why it is kept.")

    def _missing_price(self):
        if not 0 < self.discount < 100:
            return self.env._("the price cut lies between 1 and 99 per cent.")
        return None

    def _missing_transfer(self):
        target = self.target_id
        if not target or target == self.warehouse_id:
            return self.env._("choose the warehouse that takes them.")
        if target.company_id != self.company_id:
            return self.env._("choose a warehouse of the same company.")
        return None

    def _missing_return(self):
        return None if self.vendor_id else self.env._("choose the vendor.")

    # -- documents ---------------------------------------------------------------------

    def action_make(self):
        """Make the drafts that are missing, as far as they are the user's task."""
        for decision, lines in self._undocumented().grouped("decision").items():
            if maker := getattr(lines, f"_make_{decision}", None):
                for made, records in maker():
                    made._link(records)
        return True

    def _undocumented(self):
        self.check_access("write")
        return self.filtered(
            lambda line: line.state == "doing" and not line.res_ids and line._may_make()
        )

    def _may_make(self):
        model = DOCUMENTS.get(self.decision)
        return not model or self.env[model].has_access("create")

    def _link(self, records):
        # sudo: links are written by the system; the documents were made by the user
        names = records.sudo().mapped("display_name")[:3]
        document = {"res_model": records._name, "res_ids": records.ids}
        # sudo: as above
        self.sudo().write({**document, "document_name": ", ".join(names)})

    def _origin_text(self):
        return self.env._("Clearance of slow and dead stock")

    def _make_transfer(self):
        """One draft transfer per pair of warehouses."""
        grouped = self.grouped(lambda line: (line.warehouse_id, line.target_id))
        for (giver, taker), lines in grouped.items():
            amounts = {line.product_id: line.quantity for line in lines}
            yield lines, giver._jxc_raise_transfer(taker, amounts, self._origin_text())

    def _make_return(self):
        """One draft delivery per warehouse and vendor, from the last receipts."""
        grouped = self.grouped(lambda line: (line.warehouse_id, line.vendor_id))
        for (warehouse, vendor), lines in grouped.items():
            kind = warehouse.in_type_id.return_picking_type_id or warehouse.out_type_id
            yield (
                lines,
                self.env["stock.picking"].create(
                    {
                        "picking_type_id": kind.id,
                        "partner_id": vendor.id,
                        "origin": self._origin_text(),
                        "location_id": warehouse.lot_stock_id.id,
                        "location_dest_id": vendor.property_stock_supplier.id,
                        "move_ids": [
                            Command.create(vals)
                            for line in lines
                            for vals in line._return_moves()
                        ],
                    }
                ),
            )

    def _return_moves(self):
        """Values of movements that send goods back, newest receipts first."""
        left, moves = self.quantity, []
        for receipt in self._receipts():
            if self.uom_id.compare(left, 0) <= 0:
                break
            back = sum(
                move.product_qty
                for move in receipt.returned_move_ids
                if move.state != "cancel"
            )
            part = min(left, receipt.product_qty - back)
            if self.uom_id.compare(part, 0) > 0:
                moves.append(self._return_move(part, receipt))
                left -= part
        if self.uom_id.compare(left, 0) > 0:
            moves.append(self._return_move(left, self.env["stock.move"]))
        return moves

    def _receipts(self):
        # sudo: whoever sends goods back, these are the receipts they came with
        return (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("state", "=", "done"),
                    ("location_id.usage", "=", "supplier"),
                    ("location_dest_id.warehouse_id", "=", self.warehouse_id.id),
                    (
                        "picking_id.partner_id.commercial_partner_id",
                        "=",
                        self.vendor_id.commercial_partner_id.id,
                    ),
                ],
                order="date desc, id desc",
                limit=50,
            )
        )

    def _return_move(self, quantity, receipt):
        return {
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": self.warehouse_id.lot_stock_id.id,
            "location_dest_id": self.vendor_id.property_stock_supplier.id,
            "origin_returned_move_id": receipt.id,
            "purchase_line_id": receipt.purchase_line_id.id,
            "to_refund": True,
        }

    def _make_scrap(self):
        """Drafts by place and lot, what expires first first."""
        for line in self:
            scraps = self.env["stock.scrap"].create(line._scraps())
            if scraps:
                yield line, scraps

    def _scraps(self):
        left, found = self.quantity, []
        for quant in self._scrapped_quants():
            part = min(left, quant.quantity)
            if self.uom_id.compare(part, 0) <= 0:
                break
            found.append(
                {
                    "product_id": self.product_id.id,
                    "product_uom_id": self.uom_id.id,
                    "scrap_qty": part,
                    "location_id": quant.location_id.id,
                    "lot_id": quant.lot_id.id,
                    "package_id": quant.package_id.id,
                    "origin": self._origin_text(),
                    "company_id": self.company_id.id,
                }
            )
            left -= part
        return found

    def _scrapped_quants(self):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("location_id.warehouse_id", "=", self.warehouse_id.id),
                ("location_id.usage", "=", "internal"),
                ("owner_id", "=", False),
                ("quantity", ">", 0),
            ]
        )
        never = fields.Datetime.to_datetime("9999-12-31")
        return quants.sorted(
            lambda quant: (quant.lot_id.expiration_date or never, quant.id)
        )

    def _make_price(self):
        """Rules of an archived price list: who sells switches it on."""
        for company, lines in self.grouped("company_id").items():
            # sudo: an archived price list counts nowhere until a sales manager
            # switches it on; the decision is made by who may decide about goods
            prices = lines.sudo()._price_list(company)
            items = self.env["product.pricelist.item"].sudo()
            items.create([line._price_rule(prices) for line in lines])
            yield lines, prices.with_env(self.env)

    def _price_list(self, company):
        today = company._jxc_today()
        name = self.env._("Clearance %(day)s", day=today.isoformat())
        lists = self.env["product.pricelist"].with_context(active_test=False)
        there = lists.search(
            [
                ("name", "=", name),
                ("company_id", "=", company.id),
                ("active", "=", False),
            ],
            limit=1,
        )
        return there or lists.create(
            {
                "name": name,
                "active": False,
                "company_id": company.id,
                "currency_id": company.currency_id.id,
            }
        )

    def _price_rule(self, prices):
        return {
            "pricelist_id": prices.id,
            "applied_on": "0_product_variant",
            "product_tmpl_id": self.product_id.product_tmpl_id.id,
            "product_id": self.product_id.id,
            "compute_price": "percentage",
            "percent_price": self.discount,
        }

    # -- tasks -------------------------------------------------------------------------

    def _task(self):
        """A task for the owner, with the decision as its name."""
        env = self.with_context(lang=self.owner_id.lang or self.env.lang).env
        actions = self.with_env(env)._fields["decision"]._description_selection(env)
        # sudo: a task beside a line that the user may write changes nothing of it
        self.sudo().activity_schedule(
            TODO,
            date_deadline=self.due,
            summary=f"{dict(actions)[self.decision]}: {self.product_id.display_name}",
            user_id=self.owner_id.id,
            automated=False,
        )

    def action_done(self):
        """Close them: what there was to do is done."""
        self.check_access("write")
        if set(self.mapped("state")) - {"doing"}:
            raise UserError(self.env._("Only what is in progress can be done."))
        # sudo: figures and state are the system's; the right was checked above
        mine = self.sudo()
        mine._follow()
        rest = mine.filtered(lambda line: line.state == "doing")
        rest.activity_feedback([TODO])
        rest._close("done", "closed")
        return True

    def action_reopen(self):
        """Take a decision back; its draft stays and is cancelled by hand."""
        self.check_access("write")
        if set(self.mapped("state")) - {"doing", "dropped"}:
            raise UserError(self.env._("What is done stays done."))
        mine = self.sudo()  # sudo: as in action_done
        mine.write(
            {
                **{"state": "open", "outcome": False, "closed_on": False},
                **{"res_model": False, "res_ids": False, "document_name": False},
            }
        )
        mine.activity_unlink([TODO], only_automated=False)
        return True

    def action_open_document(self):
        """Open what was made, with the rights of the user.

        :raises UserError: it was deleted
        """
        self.ensure_one()
        known = self.res_model in self.env
        records = self.env[self.res_model if known else self._name]
        records = records.with_context(active_test=False)
        records = records.browse(known and self.res_ids or []).exists()
        if not records:
            raise UserError(self.env._("The document is not there any more."))
        return records._get_records_action(context={"active_test": False})
