import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDate } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { workbenchKinds } from "./kinds";
import { RowsPanel } from "./rows_panel";

/** Warnings that are mine or nobody's: open, take, snooze. */
export class AlertsPanel extends RowsPanel {
    static template = "jxc_base.WorkbenchAlerts";
    static components = { Dropdown, DropdownItem };

    call(row, method, ...args) {
        return this.orm.call("jxc.alert", method, [[row.id], ...args], { context: user.context });
    }

    due(day) {
        return deserializeDate(day).toRelativeCalendar({ unit: "days" });
    }

    async open(row) {
        this.props.open(await this.call(row, "action_open_record"));
    }

    get keys() {
        return { a: (row) => this.take(row), s: (row) => this.snooze(row, 1) };
    }

    take(row) {
        return row.taken ? null : this.act(row, () => this.call(row, "action_acknowledge"));
    }

    snooze(row, days) {
        return this.act(row, () => this.call(row, "action_snooze", days));
    }
}

workbenchKinds.add("alerts", { Component: AlertsPanel, layout: "panel" });
