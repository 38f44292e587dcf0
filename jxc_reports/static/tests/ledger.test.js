import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {
    lastMonth,
    nameOf,
    otherMonth,
    thisMonth,
    thisYear,
    withDay,
} from "@jxc_reports/ledger/periods";

const TODAY = "2026-03-17";

class Ledger extends models.Model {
    _name = "jxc.stock.ledger";

    product = fields.Char();
    opening_quantity = fields.Float({ string: "Opening", aggregator: "sum" });
    shifted_quantity = fields.Float({ string: "Hold ±", aggregator: "sum" });
    closing_value = fields.Float({ string: "Closing Value", aggregator: "sum" });

    _records = [
        { id: 1, product: "Tea", opening_quantity: 5, shifted_quantity: 0, closing_value: 50 },
        { id: 2, product: "Salt", opening_quantity: 7, shifted_quantity: 0, closing_value: 21 },
    ];
    _views = {
        list: `
            <list js_class="jxc_stock_ledger">
                <field name="product" />
                <field name="opening_quantity" sum="o" column_invisible="context.get('jxc_show') == 'value'" />
                <field name="shifted_quantity" sum="s" optional="hide" column_invisible="context.get('jxc_show') == 'value'" />
                <field name="closing_value" sum="c" column_invisible="context.get('jxc_show') == 'quantity'" />
            </list>`,
        search: `<search><filter name="by_product" string="Product" context="{'group_by': 'product'}" /></search>`,
    };
}

/** As for somebody who may not see values. */
class Line extends models.Model {
    _name = "jxc.stock.ledger.line";

    balance_quantity = fields.Float();

    _views = {
        list: `<list js_class="jxc_stock_ledger"><field name="balance_quantity" /></list>`,
        search: `<search />`,
    };
}

defineMailModels();
defineModels([Ledger, Line]);

/** Open the ledger; `asked` collects the period of each request for rows. */
async function openLedger({
    waiting = 0,
    context = {},
    resModel = "jxc.stock.ledger",
    place = {},
    groupBy = [],
} = {}) {
    const asked = [];
    const state = { waiting };
    onRpc(resModel, "prepare", ({ kwargs }) => {
        expect.step("prepare");
        expect(kwargs.context.active_id).toBe(context.active_id);
        const answer = { today: TODAY, checked_at: "2026-03-17 02:00:00", show: "both", place };
        const counted = { ...answer, waiting: state.waiting };
        state.waiting = 0;
        return counted;
    });
    onRpc(resModel, "web_search_read", ({ kwargs }) => {
        const { jxc_from, jxc_to, jxc_show } = kwargs.context;
        asked.push(`${jxc_from} ${jxc_to} ${jxc_show}`);
    });
    await mountView({ type: "list", resModel, context, groupBy });
    expect.verifySteps(["prepare"]);
    return asked;
}

describe("periods", () => {
    test("named ones", () => {
        expect(thisMonth(TODAY)).toEqual({ from: "2026-03-01", to: TODAY });
        expect(lastMonth(TODAY)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
        expect(lastMonth("2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
        expect(thisYear(TODAY)).toEqual({ from: "2026-01-01", to: TODAY });
        expect(nameOf({ from: "2026-02-01", to: "2026-02-28" }, TODAY)).toBe("lastMonth");
        expect(nameOf({ from: "2026-02-02", to: "2026-02-28" }, TODAY)).toBe("");
    });

    test("month by month", () => {
        const february = otherMonth(thisMonth(TODAY), -1, TODAY);
        expect(february).toEqual(lastMonth(TODAY));
        expect(otherMonth(february, 1, TODAY)).toEqual(thisMonth(TODAY));
        expect(otherMonth(thisMonth(TODAY), 1, TODAY)).toEqual({
            from: "2026-04-01",
            to: "2026-04-30",
        });
        expect(otherMonth({ from: "2024-03-31", to: "2024-03-31" }, -1, TODAY)).toEqual({
            from: "2024-02-01",
            to: "2024-02-29",
        });
    });

    test("never ends before it starts", () => {
        const march = thisMonth(TODAY);
        expect(withDay(march, "from", "2026-03-05")).toEqual({ from: "2026-03-05", to: TODAY });
        expect(withDay(march, "from", "2026-05-05")).toEqual({
            from: "2026-05-05",
            to: "2026-05-05",
        });
        expect(withDay(march, "to", "2026-02-05")).toEqual({
            from: "2026-02-05",
            to: "2026-02-05",
        });
    });
});

test("starts with the current month and steps through months", async () => {
    const asked = await openLedger();
    expect(asked).toEqual(["2026-03-01 2026-03-17 both"]);
    expect("[data-period=thisMonth]").toHaveClass("btn-primary");
    await contains(".o_jxc_previous").click();
    expect("[data-period=lastMonth]").toHaveClass("btn-primary");
    await contains("[data-period=thisYear]").click();
    await contains(".o_jxc_next").click();
    expect(asked.slice(1)).toEqual([
        "2026-02-01 2026-02-28 both",
        "2026-01-01 2026-03-17 both",
        "2026-04-01 2026-04-30 both",
    ]);
});

test("days can be typed", async () => {
    const asked = await openLedger();
    await contains(".o_jxc_from").edit("01/15/2026", { confirm: "enter" });
    await animationFrame();
    expect(asked.at(-1)).toBe("2026-01-15 2026-03-17 both");
    await contains(".o_jxc_to").edit("01/10/2026", { confirm: "enter" });
    await animationFrame();
    expect(asked.at(-1)).toBe("2026-01-10 2026-01-10 both");
});

test("a day that is cleared comes back", async () => {
    const asked = await openLedger();
    await contains(".o_jxc_from").edit("", { confirm: "enter" });
    await animationFrame();
    expect(".o_jxc_from").toHaveValue("03/01/2026");
    expect(asked).toHaveLength(1);
});

test("groups of another period do not stay as empty ones", async () => {
    await openLedger({ groupBy: ["product"] });
    expect(".o_group_header").toHaveCount(2);
    MockServer.env["jxc.stock.ledger"].unlink([1, 2]);
    await contains(".o_jxc_previous").click();
    expect(".o_group_header").toHaveCount(0);
});

test("the goods in the address are part of each request", async () => {
    const place = { jxc_product_id: 7, jxc_area: "stock" };
    const seen = [];
    onRpc("jxc.stock.ledger.line", "web_search_read", ({ kwargs }) => {
        const { jxc_product_id, jxc_area } = kwargs.context;
        seen.push(`${jxc_product_id} ${jxc_area}`);
    });
    const resModel = "jxc.stock.ledger.line";
    await openLedger({ resModel, context: { active_id: 42 }, place });
    expect(seen).toEqual(["7 stock"]);
});

test("months by keyboard", async () => {
    const asked = await openLedger();
    await press(["alt", "pageup"]);
    await animationFrame();
    expect(asked.at(-1)).toBe("2026-02-01 2026-02-28 both");
});

test("a period of the context is kept", async () => {
    const asked = await openLedger({ context: { jxc_from: "2025-11-03", jxc_to: "2025-11-04" } });
    expect(asked).toEqual(["2025-11-03 2025-11-04 both"]);
});

test("quantities, values or both", async () => {
    await openLedger();
    const heads = () => queryAllTexts("thead th[data-name]");
    expect(heads()).toEqual(["Product", "Opening", "Closing Value"]);
    await contains("[data-show=quantity]").click();
    expect(heads()).toEqual(["Product", "Opening"]);
    await contains("[data-show=value]").click();
    expect(heads()).toEqual(["Product", "Closing Value"]);
});

test("no choice for whom values are hidden", async () => {
    await openLedger({ resModel: "jxc.stock.ledger.line" });
    expect("[data-period]").toHaveCount(3);
    expect("[data-show]").toHaveCount(0);
});

test("a rare column shows when a row needs it", async () => {
    Ledger._records[1].shifted_quantity = -2;
    await openLedger();
    expect("thead th[data-name=shifted_quantity]").toHaveCount(1);
});

test("waiting changes are said and can be counted", async () => {
    const asked = await openLedger({ waiting: 3 });
    expect(".o_jxc_facts").toHaveText(/3 products changed/);
    await contains(".o_jxc_refresh").click();
    expect.verifySteps(["prepare"]);
    expect(asked).toHaveLength(2);
    expect(".o_jxc_facts").toHaveText(/As of/);
});
