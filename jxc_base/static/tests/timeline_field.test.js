import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

const STAGES = [
    {
        code: "quoted",
        name: "Quoted",
        state: "done",
        at: "2026-03-01T20:30:00",
        by: "Wang Li",
        late: false,
        detail: null,
        model: null,
        ids: [],
    },
    {
        code: "shipped",
        name: "Shipped",
        state: "current",
        at: "2026-03-05",
        by: null,
        late: true,
        detail: "Warehouse",
        model: "stock.picking",
        ids: [7, 8],
    },
    {
        code: "invoiced",
        name: "Invoiced",
        state: "todo",
        at: null,
        by: null,
        late: false,
        detail: null,
        model: "account.move",
        ids: [3],
    },
    {
        code: "signed",
        name: "Signed",
        state: "skipped",
        at: null,
        by: null,
        late: false,
        detail: null,
        model: null,
        ids: [],
    },
];

class Order extends models.Model {
    _name = "order";
    way = fields.Json({ string: "Timeline" });
    _records = [
        { id: 1, way: STAGES },
        { id: 2, way: false },
    ];
}
defineMailModels();
defineModels([Order]);

async function mountTimeline(resId) {
    mockTimeZone(+8);
    await mountView({
        type: "form",
        resModel: "order",
        resId,
        arch: `<form><field name="way" widget="jxc_timeline" nolabel="1"/></form>`,
    });
}

function stepOnAction() {
    mockService("action", {
        doAction(action) {
            expect.step(action);
        },
    });
}

test("timeline shows stages with state, local time, person and lateness", async () => {
    await mountTimeline(1);
    expect(".o_jxc_timeline_stage").toHaveCount(4);
    expect("[data-code=quoted]").toHaveAttribute("data-state", "done");
    // 20:30 UTC is 04:30 of the next day in Shanghai; a bare day is not shifted
    expect(queryAllTexts(".o_jxc_timeline_time")).toEqual(["03/02/2026 04:30", "03/05/2026"]);
    expect("[data-code=quoted] .o_jxc_timeline_by").toHaveText("Wang Li");
    expect("[data-code=shipped] .o_jxc_timeline_badge").toHaveText("Late");
    expect(".o_jxc_timeline_badge").toHaveCount(1);
    expect("[aria-current=step]").toHaveAttribute("data-code", "shipped");
    expect("button.o_jxc_timeline_body").toHaveCount(2);
    expect("[data-code=shipped] button").toHaveAttribute(
        "aria-label",
        "Shipped, Current step, Late, 03/05/2026, Warehouse",
    );
});

test("timeline opens several documents as a list", async () => {
    stepOnAction();
    await mountTimeline(1);
    await contains("[data-code=shipped] button").click();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "stock.picking",
            name: "Shipped",
            domain: [["id", "in", [7, 8]]],
            views: [
                [false, "list"],
                [false, "form"],
            ],
        },
    ]);
});

test("timeline opens a single document as a form from the keyboard", async () => {
    stepOnAction();
    await mountTimeline(1);
    await contains("[data-code=invoiced] button").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "account.move",
            res_id: 3,
            views: [[false, "form"]],
        },
    ]);
    await contains("[data-code=quoted] .o_jxc_timeline_body").click();
    expect.verifySteps([]);
});

test("timeline of a document without stages shows nothing", async () => {
    await mountTimeline(2);
    expect(".o_jxc_timeline").toHaveCount(0);
});
