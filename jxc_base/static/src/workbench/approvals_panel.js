import { useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { workbenchKinds } from "./kinds";
import { RowsPanel } from "./rows_panel";

/** Documents that wait for me: open, approve or refuse with a comment. */
export class ApprovalsPanel extends RowsPanel {
    static template = "jxc_base.WorkbenchApprovals";

    setup() {
        super.setup();
        Object.assign(this.state, { deciding: null, accept: true, comment: "" });
        this.comment = useRef("comment");
        useEffect(
            (input) => input?.focus(),
            () => [this.comment.el, this.state.accept],
        );
    }

    get approveHint() {
        return _t("Comment, if you like; Enter approves");
    }

    get refuseHint() {
        return _t("Say why, so that it can be changed");
    }

    key(row) {
        return `${row.model}/${row.id}`;
    }

    get keys() {
        return { a: (row) => this.ask(row, true), r: (row) => this.ask(row, false) };
    }

    ask(row, accept) {
        if (row.decide) {
            Object.assign(this.state, { deciding: this.key(row), accept, comment: "" });
        }
    }

    cancel() {
        this.refocus = `[data-row="${this.state.deciding}"] [data-jxc-stop]`;
        this.state.deciding = null;
    }

    get ready() {
        return this.state.busy === null && (this.state.accept || this.state.comment.trim());
    }

    decide(row) {
        if (!this.ready) {
            return;
        }
        const { accept, comment } = this.state;
        return this.act(row, async () => {
            const args = [row.model, row.id, accept, comment, row.shown];
            const done = await this.orm.call("jxc.workbench", "decide", args, {
                context: user.context,
            });
            this.state.deciding = null;
            this.notification.add(done, { type: accept ? "success" : "info" });
        });
    }
}

workbenchKinds.add("approvals", { Component: ApprovalsPanel, layout: "panel" });
