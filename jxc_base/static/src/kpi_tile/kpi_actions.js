import { user } from "@web/core/user";

/** Action that opens the form of a tile's indicator. */
export function formAction(tile) {
    return {
        type: "ir.actions.act_window",
        res_model: "jxc.kpi",
        res_id: tile.id,
        views: [[false, "form"]],
    };
}

/** Action that opens the records behind a tile's figure; asks the server. */
export function recordsAction(orm, tile) {
    const args = [tile.code, tile.period.start, tile.dimension, tile.key];
    return orm.call("jxc.kpi", "get_drill", args, { context: user.context });
}
