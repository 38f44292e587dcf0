"""Starting, closing and releasing a recall."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...report import trace_sql
from .jxc_recall import RELEASERS, STARTERS
from .recall_block import clears


class JxcRecall(models.Model):
    _inherit = "jxc.recall"

    def action_start(self):
        """Block the lots, free what deliveries had reserved, list the customers.

        :raises AccessError: neither quality nor warehouse manager nor boss
        :raises UserError: no draft, or a lot is in another recall
        """
        message = self.env._("Quality, warehouse managers and the boss start recalls.")
        self._check_role(STARTERS, message)
        self._check_state("draft")
        for recall in self:
            recall._start()
        return True

    def _start(self):
        # sudo: the roles were checked; a recall reaches over warehouses and people
        recall = self.sudo()
        lots = recall._lots_to_block()
        recall.write(
            {
                "state": "active",
                "started_at": fields.Datetime.now(),
                "started_by": self.env.uid,
            }
        )
        recall._block(lots)
        self._note("started", recall.reason)
        self._free_reserved(lots)
        recall._make_lines(lots)
        self._put_aside(lots)
        recall._plan_calls()

    def _lots_to_block(self):
        """:raises UserError: none, or one that another recall has blocked"""
        lots = self.lot_ids
        if self.include_made and lots:
            lots = self.env["jxc.trace"]._family(lots, True)
        if not lots:
            raise UserError(self.env._("Choose the lots to recall."))
        taken = lots.filtered("jxc_recall_id")
        if taken:
            raise UserError(
                self.env._(
                    "Lot %(lot)s is already blocked by recall %(recall)s.",
                    lot=taken[0].name,
                    recall=taken[0].jxc_recall_id.name,
                )
            )
        return lots

    def _block(self, lots):
        """Block them, also for whoever is delivering them at this moment.

        A transaction that takes these quants and began before sees no block; one of
        the two fails on the rows touched here and is repeated on a fresh view.
        """
        lots.write({"jxc_recall_id": self.id})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE stock_quant SET write_date = write_date WHERE lot_id = ANY(%s)",
                lots.ids,
            )
        )

    def _free_reserved(self, lots):
        """Take the lots out of open transfers; these look for other goods."""
        # sudo: transfers of all warehouses
        lines = self.env["stock.move.line"].sudo()
        lines = lines.search(
            [("lot_id", "in", lots.ids), ("state", "not in", ("done", "cancel"))]
        ).filtered(lambda line: line.quantity and line._jxc_moves_recalled_on())
        for picking, taken in lines.grouped("picking_id").items():
            names = ", ".join(sorted(set(taken.lot_id.mapped("name"))))
            text = self.env._(
                "Recall %(recall)s: lot %(lot)s was taken out of this transfer. If it "
                "was picked already, put it back apart.",
                recall=self.name,
                lot=names,
            )
            if picking:
                picking.message_post(body=text, subtype_xmlid="mail.mt_note")
                picking._jxc_recall_activity(text)
            quantity = sum(taken.mapped("quantity_product_uom"))
            self._note("freed", f"{picking.name or ''} · {names}", quantity=quantity)
        moves = lines.move_id
        moves.picked = False
        lines.unlink()
        moves.exists()._action_assign()

    def _put_aside(self, lots):
        """Transfers of what lies free to the quarantine location of its warehouse."""
        # sudo: stock of all warehouses; the place was chosen by whoever may recall
        recall = self.sudo()
        if not recall.quarantine_id:
            return
        quants = recall.env["stock.quant"].search(
            [
                ("lot_id", "in", lots.ids),
                ("location_id.usage", "=", "internal"),
                ("company_id", "=", recall.company_id.id),
                ("quantity", ">", 0),
            ]
        )
        quants = quants.filtered(
            lambda quant: not clears(quant.location_id) and quant._jxc_unreserved() > 0
        )
        places = recall._quarantine_places(quants.warehouse_id)
        for warehouse, found in quants.grouped("warehouse_id").items():
            quantity = sum(quant._jxc_unreserved() for quant in found)
            if target := places.get(warehouse):
                picking = recall._quarantine_transfer(warehouse, found, target)
                recall.transfer_ids |= picking
                self._note("aside", picking.name, quantity=quantity)
            else:
                self._note("stays", warehouse.name, quantity=quantity)

    def _quarantine_places(self, warehouses):
        """Where the goods of each warehouse go: inside it, as no move leaves one.

        :return: {warehouse: location}, without those that have no such place
        """
        chosen, nowhere = self.quarantine_id, warehouses.browse()
        if not chosen.warehouse_id:
            return dict.fromkeys([nowhere, *warehouses], chosen)
        places = self.env["stock.location"].search(
            [
                ("warehouse_id", "in", warehouses.ids),
                ("jxc_hold", "=", "quarantine"),
                ("usage", "=", "internal"),
            ],
            order="id desc",
        )
        found = {place.warehouse_id: place for place in places}
        return found | {chosen.warehouse_id: chosen, nowhere: chosen}

    def _quarantine_transfer(self, warehouse, quants, target):
        # goods may lie in no warehouse: then the place they go to says who moves them
        kind = (warehouse or target.warehouse_id).int_type_id
        kind = kind or self._any_internal_type()
        source = warehouse.view_location_id or quants[0].location_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "origin": self.name,
            }
        )
        for quant in quants:
            self._quarantine_move(picking, quant, target)
        return picking

    def _any_internal_type(self):
        return self.env["stock.picking.type"].search(
            [("code", "=", "internal"), ("company_id", "=", self.company_id.id)],
            limit=1,
        )

    def _quarantine_move(self, picking, quant, target):
        """A movement of exactly these goods, ready to be confirmed in the warehouse."""
        free = quant._jxc_unreserved()
        common = {
            "product_id": quant.product_id.id,
            "location_id": quant.location_id.id,
            "location_dest_id": target.id,
            "picking_id": picking.id,
            "company_id": quant.company_id.id,
        }
        unit = quant.product_uom_id.id
        vals = {"product_uom": unit, "product_uom_qty": free, "origin": self.name}
        move = self.env["stock.move"].create({**common, **vals})
        move._action_confirm(merge=False)
        move._do_unreserve()
        goods = {
            "move_id": move.id,
            "product_uom_id": unit,
            "quantity": free,
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
        }
        self.env["stock.move.line"].create({**common, **goods})

    # -- customers ---------------------------------------------------------------

    def _make_lines(self, lots):
        """One line for each customer and lot of which they still have some."""
        self.env.flush_all()
        self.env.cr.execute(trace_sql.at_customers(lots.ids))
        rows = self.env.cr.dictfetchall()
        partners = self.env["res.partner"].with_context(active_test=False)
        products = self.env["product.product"].with_context(active_test=False)
        vals_list = []
        for row in rows:
            net = row["shipped"] - row["returned"]
            product = products.browse(row["product_id"])
            if product.uom_id.compare(net, 0) <= 0:
                continue
            customer = partners.browse(row["customer_id"] or ())
            address = partners.browse(row["partner_id"] or ())
            vals_list.append(
                {
                    "recall_id": self.id,
                    "company_id": row["company_id"],
                    "customer_id": customer.id,
                    "customer_name": customer.name or self.env._("Unknown customer"),
                    "phone": address.phone or customer.phone,
                    "lot_id": row["lot_id"],
                    "shipped_qty": net,
                    "user_id": self._caller(row, customer).id,
                }
            )
        self.env["jxc.recall.line"].create(vals_list)

    def _caller(self, row, customer):
        """Who calls the customer: their salesperson, or who sold it, if still there."""
        sellers = customer.user_id, self.env["res.users"].browse(row["seller_id"] or ())
        active = [user for user in sellers if user and user.active and not user.share]
        return active[0] if active else self.user_id or self.env.user

    def _plan_calls(self):
        """One task for each customer, for their salesperson; and a message to them."""
        lines = self.line_ids
        for found in lines.grouped(lambda line: line._customer()).values():
            first = found[:1]
            first.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=self.deadline.date(),
                summary=self.env._(
                    "Recall %(recall)s: call %(customer)s",
                    recall=self.name,
                    customer=first.customer_name,
                ),
                note=found._call_text(),
                user_id=first.user_id.id,
            )
        self.env["jxc.notification"]._send(
            "recall",
            self,
            lines.user_id | self.user_id,
            self.env._("Recall %(recall)s has started", recall=self.name),
            self.reason,
        )

    # -- closing and releasing -----------------------------------------------------

    def action_close(self):
        """Close: every customer was reached. The lots stay blocked.

        :return: action that prints the report
        """
        message = self.env._("Quality, warehouse managers and the boss close recalls.")
        self._check_role(STARTERS, message)
        self._check_state("active")
        for recall in self:
            # sudo: customers of everybody
            waiting = recall.sudo().line_ids.filtered(lambda li: li.state == "to_call")
            if waiting:
                names = ", ".join(waiting[:5].mapped("customer_name"))
                raise UserError(
                    self.env._("Nobody has told these yet: %(names)s", names=names)
                )
            text = recall._progress_text()
            recall.sudo().write(  # sudo: states are set by steps only
                {
                    "state": "closed",
                    "closed_at": fields.Datetime.now(),
                    "closed_by": self.env.uid,
                }
            )
            recall._note("closed", text)
        return self.action_print()

    def _progress_text(self):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return self.env._(
            "%(recovered)s of %(shipped)s recovered",
            recovered=round(self.recovered_qty, digits),
            shipped=round(self.shipped_qty, digits),
        )

    def action_release(self):
        """Ask for the reason of releasing the lots."""
        self.ensure_one()
        self._check_release()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release the Lots"),
            "res_model": "jxc.recall.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_recall_id": self.id},
        }

    def _check_release(self):
        """:raises AccessError, UserError: who may release, and when"""
        message = self.env._("Warehouse managers and the boss release recalled lots.")
        self._check_role(RELEASERS, message)
        self._check_state("active", "closed")

    def release(self, reason):
        """Let the lots be sold again.

        :param reason: text, required
        :raises AccessError: neither warehouse manager nor boss
        :raises UserError: no reason, or neither active nor closed
        """
        self._check_release()
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the lots may be sold again."))
        for recall in self:
            known = recall.sudo()  # sudo: states and blocks are set by steps only
            for line in known.line_ids:
                line.settled_qty = line.returned_qty
            known.blocked_lot_ids.write({"jxc_recall_id": False})
            known.write({"state": "released", "release_reason": reason.strip()})
            known.line_ids.activity_unlink(["mail.mail_activity_data_call"])
            recall._note("released", reason.strip())
        return True


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _jxc_unreserved(self):
        """What no transfer has reserved, in the product's unit; 0 when nothing."""
        free = self.quantity - self.reserved_quantity
        return free if self.product_uom_id.compare(free, 0) > 0 else 0.0
