import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";
import { lastMonth, nameOf, otherMonth, thisMonth, thisYear, withDay } from "./periods";

const { DateTime } = luxon;

/** Above a ledger: which days, quantities or values, and how fresh the facts are. */
export class PeriodBar extends Component {
    static template = "jxc_reports.PeriodBar";
    static components = { DateTimeInput };
    static props = { withValues: Boolean };

    setup() {
        this.search = this.env.searchModel;
        this.state = useState({ emptied: 0 });
        useBus(this.search, "update", () => this.render());
        this.named = [
            { name: "thisMonth", label: _t("This Month"), make: thisMonth },
            { name: "lastMonth", label: _t("Last Month"), make: lastMonth },
            { name: "thisYear", label: _t("This Year"), make: thisYear },
        ];
        this.shown = [
            { name: "quantity", label: _t("Quantities") },
            { name: "value", label: _t("Values") },
            { name: "both", label: _t("Both") },
        ];
    }

    get today() {
        return this.search.facts.today;
    }

    get current() {
        return nameOf(this.search.period, this.today);
    }

    get from() {
        return DateTime.fromISO(this.search.period.from);
    }

    get to() {
        return DateTime.fromISO(this.search.period.to);
    }

    get upToDate() {
        const { checked_at } = this.search.facts;
        return deserializeDateTime(checked_at).toFormat("HH:mm");
    }

    choose(named) {
        return this.search.setPeriod(named.make(this.today));
    }

    step(months) {
        return this.search.setPeriod(otherMonth(this.search.period, months, this.today));
    }

    setDay(name, value) {
        if (value) {
            return this.search.setPeriod(withDay(this.search.period, name, value.toISODate()));
        }
        this.state.emptied++; // a new field, with the day that still holds
    }
}
