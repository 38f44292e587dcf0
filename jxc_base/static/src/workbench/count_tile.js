import { Component } from "@odoo/owl";
import { TILE_PROPS, workbenchKinds } from "./kinds";

/** A number, what it counts, and the list behind it. */
export class CountTile extends Component {
    static template = "jxc_base.WorkbenchCountTile";
    static props = TILE_PROPS;

    get figure() {
        const { figure, count } = this.props.tile;
        return figure ?? count.toLocaleString();
    }

    get label() {
        const { title, hint } = this.props.tile;
        return [`${title}: ${this.figure}`, hint].filter(Boolean).join(". ");
    }
}

/** A tile that could not be computed. */
export class FailedTile extends Component {
    static template = "jxc_base.WorkbenchFailedTile";
    static props = TILE_PROPS;
}

workbenchKinds.add("count", { Component: CountTile, layout: "small" });
workbenchKinds.add("failed", { Component: FailedTile, layout: "small" });
