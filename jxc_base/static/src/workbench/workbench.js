import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const SEARCH_DELAY = 200;

/** First screen of the app: what to do now, and a search box. */
export class Workbench extends Component {
    static template = "jxc_base.Workbench";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, text: "", found: null });
        this.search = useDebounced(() => this.find(), SEARCH_DELAY);
        this.asked = 0;
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("jxc.workbench", "get_data", [], {
            context: user.context,
        });
    }

    get nothingToDo() {
        return this.state.data.tiles.every((tile) => tile.state === "none");
    }

    get today() {
        return luxon.DateTime.fromISO(this.state.data.today).toLocaleString(
            luxon.DateTime.DATE_FULL,
        );
    }

    open(action) {
        return this.action.doAction(action);
    }

    openRecord(item) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: item.model,
            res_id: item.id,
            views: [[false, "form"]],
        });
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.search();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && this.state.found && this.state.found.length) {
            this.openRecord(this.state.found[0]);
        } else if (ev.key === "Escape") {
            this.state.text = "";
            this.state.found = null;
        }
    }

    async find() {
        const text = this.state.text.trim();
        const number = ++this.asked;
        const found = text
            ? await this.orm.call("jxc.workbench", "find", [text], { context: user.context })
            : null;
        // An answer that was overtaken by a later question is dropped.
        if (number === this.asked) {
            this.state.found = found;
        }
    }
}

registry.category("actions").add("jxc_workbench", Workbench);
