import uuid

from odoo import api, fields, models, tools


class JxcWebhookEvent(models.Model):
    """What happens that other programs may want to know."""

    _name = "jxc.webhook.event"
    _inherit = "jxc.cached.mixin"
    _description = "Webhook Event"
    _order = "code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="What the receiver sees in the field “event”."
    )
    model = fields.Char(required=True, help="Model of the records it happens to.")
    active = fields.Boolean(default=True)
    channel_ids = fields.Many2many("jxc.channel", string="Webhooks")

    _code_uniq = models.Constraint("UNIQUE(code)", "An event has a code of its own.")

    @api.model
    @api.private
    def _emit(self, event, records):
        """Tell the webhooks that subscribed `event` about each of `records`.

        Written in the caller's transaction, called after its commit: what is rolled
        back is never told. Costs no query when nobody subscribed.

        :param event: code of a `jxc.webhook.event`, for example "sale.order.confirmed"
        :param records: of the event's model; each goes to the webhooks of its company
        :return: `jxc.notification` records, one per record and webhook
        :raises ValueError: an event nobody declared, or records of another model
        """
        model, channel_ids = self._subscribers().get(event, (None, ()))
        if model != records._name:
            raise ValueError(f"No webhook event {event!r} of {records._name}")
        if not channel_ids or not records:
            return self.env["jxc.notification"].browse()
        # sudo: whoever causes an event need not see who listens
        channels = self.env["jxc.channel"].sudo().browse(channel_ids)
        notifications = self.env["jxc.notification"]
        return notifications._queue(self._rows(event, records, channels))

    @api.model
    @tools.ormcache()
    def _subscribers(self):
        """{code: (model, ids of the channels that listen)}, for all events."""
        # sudo: as above
        events = self.sudo().with_context(active_test=False).search([])
        return {
            event.code: (
                event.model,
                tuple(
                    event.active
                    and event.channel_ids.filtered(
                        lambda channel: channel.active and channel.kind == "webhook"
                    ).ids
                    or ()
                ),
            )
            for event in events
        }

    def _rows(self, event, records, channels):
        notifications = self.env["jxc.notification"]
        rows = []
        for record in records:
            about = notifications._about(record)
            payload = self._payload(event, about)
            company = about["company_id"]
            rows += [
                {
                    **about,
                    "channel_id": channel.id,
                    "title": f"{event} {about['record_name']}",
                    "payload": {**payload, "id": str(uuid.uuid4())},
                }
                for channel in channels
                if channel.company_id.id in (False, company)
            ]
        return rows

    def _payload(self, event, about):
        # sudo: the company's name, for a record that the user may see
        company = self.env["res.company"].sudo().browse(about["company_id"])
        return {
            "event": event,
            "at": fields.Datetime.now().isoformat() + "Z",
            "company": {"id": company.id, "name": company.name},
            "record": {
                "model": about["res_model"],
                "id": about["res_id"],
                "name": about["record_name"],
                "link": about["link"],
            },
        }


class JxcChannel(models.Model):
    """Who listens is cached, so that events without listeners cost nothing."""

    _name = "jxc.channel"
    _inherit = ["jxc.cached.mixin", "jxc.channel"]
    _jxc_cached_fields = frozenset({"active", "kind", "event_ids"})
