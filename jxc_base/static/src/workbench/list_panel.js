import { workbenchKinds } from "./kinds";
import { RowsPanel } from "./rows_panel";

/** The next documents of a work list; a click opens one. */
export class ListPanel extends RowsPanel {
    static template = "jxc_base.WorkbenchList";
}

workbenchKinds.add("list", { Component: ListPanel, layout: "panel" });
