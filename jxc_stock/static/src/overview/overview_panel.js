import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const HOLDS = {
    quality: _t("In Check"),
    quarantine: _t("Quarantine"),
    expired: _t("Expired"),
    recall: _t("Recalled"),
};

/** What is behind one cell: bins and lots, what comes, what goes, the balance. */
export class OverviewPanel extends Component {
    static template = "jxc_stock.OverviewPanel";
    static props = {
        productId: Number,
        warehouseId: [Number, { value: false }],
        place: String,
        currencyId: [Number, { value: false }],
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.holds = HOLDS;
        this.format = new Intl.NumberFormat(user.lang || "en-US", { maximumFractionDigits: 3 });
        this.state = useState({ tab: "bins" });
        onWillStart(async () => {
            this.details = await this.orm.call("jxc.stock.overview", "get_details", [
                this.props.productId,
                this.props.warehouseId || null,
            ]);
        });
    }

    get tabs() {
        const { bins, incoming, outgoing, timeline } = this.details;
        return [
            { name: "bins", label: _t("Bins and Lots"), count: bins.length },
            { name: "incoming", label: _t("Incoming"), count: incoming.length },
            { name: "outgoing", label: _t("Outgoing"), count: outgoing.length },
            { name: "timeline", label: _t("Balance"), count: timeline.length },
        ];
    }

    get summary() {
        const { figures, packings } = this.details;
        return [
            { label: _t("On Hand"), value: figures.on_hand, packings: packings.on_hand },
            { label: _t("Reserved"), value: figures.reserved },
            { label: _t("Available"), value: figures.available, packings: packings.available },
            { label: _t("On Hold"), value: figures.hold },
        ];
    }

    get value() {
        const { value } = this.details.figures;
        return value === undefined ? "" : formatCurrency(value, this.props.currencyId);
    }

    get cover() {
        const { figures, cover_days: days, lead_time: lead } = this.details;
        const { cover, sold, available } = figures;
        const period = { sold: this.number(sold), days, available: this.number(available) };
        if (cover === null || cover === undefined) {
            return {
                text: _t("no sales"),
                how: _t("Nothing was sold in the last %(days)s days.", period),
            };
        }
        period.daily = this.number(sold / days);
        period.cover = this.number(cover);
        return {
            text: _t("%(cover)s days", period),
            how: _t(
                "Sold %(sold)s in the last %(days)s days, %(daily)s a day: %(available)s available ÷ %(daily)s = %(cover)s days.",
                period,
            ),
            low: lead !== null && cover < lead,
            lead: lead === null ? "" : _t("The first vendor delivers in %(lead)s days.", { lead }),
        };
    }

    get frozen() {
        return (this.details.frozen || []).join("; ");
    }

    get opening() {
        const { figures } = this.details;
        return this.number(figures.available + figures.reserved);
    }

    number(value) {
        return this.format.format(value || 0);
    }

    moment(text) {
        return deserializeDateTime(text.replace("T", " ").slice(0, 19));
    }

    date(text) {
        return formatDate(this.moment(text));
    }

    dateTime(text) {
        return formatDateTime(this.moment(text), { showSeconds: false });
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openProduct() {
        return this.open("product.product", this.props.productId);
    }

    openDocument(document) {
        return document.model && this.open(document.model, document.id);
    }
}
