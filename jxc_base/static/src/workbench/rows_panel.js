import { Component, onPatched, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { TILE_PROPS } from "./kinds";

/** What panels of rows share: one thing at a time, and the focus stays in the panel. */
export class RowsPanel extends Component {
    static props = TILE_PROPS;

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({ busy: null });
        this.refocus = null;
        onPatched(() => this.takeFocus());
    }

    get more() {
        return this.props.tile.count - this.props.tile.rows.length;
    }

    ago(time) {
        return deserializeDateTime(time).toRelative();
    }

    moment(time) {
        return formatDateTime(deserializeDateTime(time));
    }

    open(row) {
        return this.props.open({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    /** Do it with one row, then see what is left; errors show in a dialog. */
    async act(row, work) {
        if (this.state.busy !== null) {
            return;
        }
        this.state.busy = row.id;
        try {
            await work();
        } finally {
            this.state.busy = null;
            this.refocus = "[data-jxc-stop]";
            await this.props.reload();
        }
    }

    takeFocus() {
        if (this.refocus && this.state.busy === null) {
            const row = this.root.el?.querySelector(this.refocus);
            this.refocus = null;
            row?.focus({ preventScroll: true });
        }
    }

    /** Keys of a row: letters beside Enter, which opens it. */
    onRowKey(ev, row) {
        const plain = !ev.ctrlKey && !ev.altKey && !ev.metaKey;
        const action = plain && this.keys[ev.key.toLowerCase()];
        if (action) {
            ev.preventDefault();
            action(row);
        }
    }

    get keys() {
        return {};
    }
}
