import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import "./alerts_panel";
import "./approvals_panel";
import { useArrowKeys } from "./arrow_keys";
import "./count_tile";
import { workbenchKinds } from "./kinds";
import "./kpi_row";
import "./list_panel";
import { WorkbenchSearch } from "./workbench_search";

// Coming back to the browser's tab asks again, but not more often than this (ms)
const FRESH = 60_000;

/** First screen of the app: what to do now, by role, and a search box. */
export class Workbench extends Component {
    static template = "jxc_base.Workbench";
    static components = { WorkbenchSearch };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, busy: false, at: null });
        this.asked = 0;
        this.root = useRef("root");
        useArrowKeys(this.root);
        useExternalListener(document, "visibilitychange", () => this.onVisible());
        onWillStart(() => this.load());
        this.open = (action) => this.action.doAction(action);
        this.reload = () => this.load();
    }

    /** One request; of several that overlap the last one counts. */
    async load() {
        const number = ++this.asked;
        this.state.busy = true;
        try {
            const data = await this.orm.call("jxc.workbench", "get_data", [], {
                context: user.context,
            });
            if (number === this.asked) {
                Object.assign(this.state, { data, at: luxon.DateTime.now() });
            }
        } finally {
            if (number === this.asked) {
                this.state.busy = false;
            }
        }
    }

    onVisible() {
        const old = !this.state.at || luxon.DateTime.now() - this.state.at > FRESH;
        if (document.visibilityState === "visible" && old && !this.state.busy) {
            this.load();
        }
    }

    /** How a tile is drawn; a list without rows needs no more than a line. */
    drawn(tile) {
        const plain = workbenchKinds.get("count");
        const { Component, layout } = workbenchKinds.get(tile.kind, plain);
        return { ...tile, Component, layout: tile.rows?.length === 0 ? "line" : layout };
    }

    /** Tiles that follow each other and are drawn alike share a grid. */
    get sections() {
        const sections = [];
        for (const tile of this.state.data.tiles.map((item) => this.drawn(item))) {
            if (sections.at(-1)?.layout !== tile.layout) {
                sections.push({ layout: tile.layout, key: tile.code, tiles: [] });
            }
            sections.at(-1).tiles.push(tile);
        }
        return sections;
    }

    get nothingToDo() {
        const work = this.state.data.tiles.filter((tile) => tile.kind !== "kpi");
        return work.every((tile) => tile.state === "none");
    }

    get today() {
        return luxon.DateTime.fromISO(this.state.data.today).toLocaleString(
            luxon.DateTime.DATE_MED_WITH_WEEKDAY,
        );
    }

    get asOf() {
        return this.state.at ? formatDateTime(this.state.at, { format: "HH:mm" }) : "";
    }
}

registry.category("actions").add("jxc_workbench", Workbench);
