import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import {
    chosenFigures,
    coverText,
    DEFAULT_FIGURES,
    isLow,
    moneyText,
    quantityText,
} from "@jxc_stock/overview/figures";

defineMailModels();

const figures = (values) => ({
    on_hand: 0,
    reserved: 0,
    available: 0,
    incoming: 0,
    outgoing: 0,
    in_transit: 0,
    hold: 0,
    forecast: 0,
    sold: 0,
    cover: null,
    short: false,
    negative: false,
    ...values,
});

const SAUCE = {
    id: 1,
    code: "SP1",
    name: "Sauce",
    category: "Food",
    unit: "Units",
    active: true,
    total: figures({
        on_hand: 1234.5,
        available: 30,
        incoming: 5,
        reserved: 4,
        hold: 7,
        sold: 56,
        cover: 15,
        value: 212345.67,
        arrival: { date: "2026-03-09T08:00:00", quantity: 5, document: "PO1", late: false },
    }),
    cells: { 7: figures({ on_hand: 1234.5, available: 30 }) },
};
const RICE = {
    ...SAUCE,
    id: 2,
    code: "SP2",
    name: "Rice",
    category: "Grain",
    total: figures({ on_hand: -3, available: 0, short: true }),
    cells: { 8: figures({ on_hand: -3, available: 0, short: true }) },
};
const DETAILS = {
    product: { id: 1, name: "Sauce" },
    unit: "Units",
    figures: figures({
        on_hand: 1234.5,
        available: 30,
        reserved: 4,
        sold: 56,
        cover: 15,
        value: 99,
    }),
    cover_days: 28,
    lead_time: 20,
    pending: true,
    bins: [
        {
            id: 11,
            location: "WH/Stock/A1",
            warehouse_id: 7,
            lot: { id: 21, name: "L21" },
            expiry: "2026-09-01T00:00:00",
            package: null,
            owner: null,
            quantity: 34,
            packings: "2箱10包",
            reserved: 4,
            hold: "quality",
        },
    ],
    packings: { on_hand: "2箱10包", available: "" },
    incoming: [],
    outgoing: [],
    timeline: [{ day: "2026-03-09", incoming: 5, outgoing: 0, balance: 39 }],
};

let asked;

async function openOverview({ value = true, pending = false } = {}) {
    asked = [];
    onRpc("res.users", "review_user_count", () => []);
    onRpc("jxc.stock.overview", "get_setup", () => ({
        warehouses: [
            { id: 7, name: "North", code: "N" },
            { id: 8, name: "South", code: "S" },
        ],
        categories: [{ id: 3, name: "Food" }],
        companies: 1,
        cover_days: 28,
        currency_id: 1,
        value,
    }));
    onRpc("jxc.stock.overview", "get_overview", ({ args }) => {
        asked.push(args[0]);
        return { length: 200, products: [{ ...SAUCE, pending }, RICE] };
    });
    onRpc("jxc.stock.overview", "get_details", ({ args }) => {
        expect.step(`details ${args[0]} ${args[1]}`);
        return DETAILS;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "jxc_stock_overview",
    });
}

const last = () => asked[asked.length - 1];

test("figures: choice and text", () => {
    expect(chosenFigures(false)).toEqual(DEFAULT_FIGURES);
    expect(chosenFigures("nonsense")).toEqual(DEFAULT_FIGURES);
    expect(chosenFigures("incoming,on_hand,nonsense")).toEqual(["on_hand", "incoming"]);
    const format = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });
    expect(quantityText(1234.5, format)).toBe("1,234.5");
    expect(quantityText(0, format)).toBe("");
    expect(quantityText(undefined, format)).toBe("");
});

test("a block for the company and for each warehouse", async () => {
    await openOverview();
    expect(queryAllTexts("thead tr:first .o_jxc_block_start")).toEqual([
        "Company Total",
        "North",
        "South",
    ]);
    expect(`tr[data-product="1"] td[data-column="0/on_hand"]`).toHaveText(/^1,234\.5/);
    expect(`tr[data-product="1"] td[data-column="0/arrival"]`).toHaveAttribute(
        "title",
        "PO1 · 5 Units",
    );
    expect(`tr[data-product="1"] td[data-column="8/on_hand"]`).toHaveText("");
    expect(`tr[data-product="2"] td[data-column="8/on_hand"]`).toHaveClass("text-danger");
    expect(`tr[data-product="2"] td[data-column="8/available"]`).toHaveText("0");
});

test("filters, order, warehouses and pages ask the server", async () => {
    await openOverview();
    await contains("[data-state=short]").click();
    expect(last().state).toBe("short");
    await contains("thead th:contains(Incoming)").click();
    expect([last().order, last().descending]).toEqual(["incoming", true]);
    await contains(".o_jxc_search").edit("ht", { confirm: false });
    await runAllTimers();
    expect(last().search).toBe("ht");
    await contains(".o_jxc_category").select("3");
    expect(last().category_id).toBe(3);
    await contains(".o_pager_next").click();
    expect(last().offset).toBe(80);
    await contains(".o_jxc_warehouses").click();
    await contains(".o-dropdown-item:contains(South)").click();
    expect([last().warehouse_ids, last().offset]).toEqual([[8], 0]);
    expect(queryAllTexts("thead tr:first .o_jxc_block_start")).toEqual(["South"]);
    await contains(".o_jxc_clear").click();
    expect([last().state, last().search, last().warehouse_ids]).toEqual(["", "", []]);
});

test("ordered by category: a row heads each", async () => {
    await openOverview();
    await contains("thead span:contains(by category)").click();
    expect(last().order).toBe("category");
    expect(queryAllTexts(".o_jxc_category_row")).toEqual(["Food", "Grain"]);
});

test("chosen columns are kept", async () => {
    onRpc("res.users.settings", "set_res_users_settings", ({ kwargs }) => {
        expect.step(kwargs.new_settings.jxc_overview_columns);
        return kwargs.new_settings;
    });
    await openOverview();
    await contains(".o_jxc_columns").click();
    await contains(".o-dropdown-item:contains(Reserved)").click();
    expect.verifySteps(["on_hand,reserved,available,incoming,arrival,cover,value"]);
    expect("thead tr:last th").toHaveCount(7 * 3);
});

test("days of cover and value as texts", () => {
    expect([null, undefined, 0, 3.5, 15.4, 999.2].map(coverText)).toEqual([
        "",
        "",
        "0",
        "3.5",
        "15",
        "999",
    ]);
    expect(coverText(1000)).toBe(">999");
    expect([null, undefined, 0, 6.9, 7].map(isLow)).toEqual([false, false, true, true, false]);
    expect([0, 99_999.4, 212_345].map((v) => moneyText(v, "en-US"))).toEqual([
        "",
        "99,999",
        "212.3K",
    ]);
    expect(moneyText(212_345, "zh-CN")).toBe("21.2万");
});

test("held, reserved and in transit stand below, until they have a column", async () => {
    onRpc("res.users.settings", "set_res_users_settings", ({ kwargs }) => kwargs.new_settings);
    await openOverview();
    const total = (name) => `tr[data-product="1"] td[data-column="0/${name}"]`;
    expect(`${total("on_hand")} [data-below=hold]`).toHaveText("7");
    expect(`${total("available")} [data-below=reserved]`).toHaveText("4");
    expect(`${total("incoming")} [data-below]`).toHaveCount(0);
    await contains("thead .o_jxc_below:contains(Reserved)").click();
    expect(last().order).toBe("reserved");
    await contains(".o_jxc_columns").click();
    await contains(".o-dropdown-item:contains(Reserved)").click();
    expect(total("reserved")).toHaveText("4");
    expect(`${total("available")} [data-below]`).toHaveCount(0);
});

test("value and days of cover, in cells and panel", async () => {
    await openOverview();
    expect(`tr[data-product="1"] td[data-column="0/cover"]`).toHaveText("15");
    expect(`tr[data-product="1"] td[data-column="0/cover"]`).toHaveAttribute(
        "title",
        "Sold 56 Units in the last 28 days",
    );
    expect(`tr[data-product="2"] td[data-column="0/cover"]`).toHaveText("");
    expect(`tr[data-product="1"] td[data-column="0/value"]`).toHaveText("212.3K");
    await contains("thead th[data-figure=value]").click();
    expect([last().order, last().descending]).toEqual(["value", true]);
    await contains("[data-state=cover_lead]").click();
    expect(last().state).toBe("cover_lead");
    await contains(`tr[data-product="1"] td[data-column="0/on_hand"]`).click();
    expect.verifySteps(["details 1 null"]);
    expect(".o_jxc_value").toHaveText(/99/);
    expect(".o_jxc_cover").toHaveText(
        /15 days.*Sold 56 in the last 28 days, 2 a day: 30 available ÷ 2 = 15 days/s,
    );
    expect(".o_jxc_cover").toHaveText(/first vendor delivers in 20 days.*being counted again/s);
    expect(".o_jxc_cover b").toHaveClass("text-danger");
});

test("no value for those who may not see costs", async () => {
    await openOverview({ value: false });
    expect("thead th[data-figure=value]").toHaveCount(0);
    expect("thead th[data-figure=cover]").toHaveCount(3);
    await contains(".o_jxc_columns").click();
    expect(".o-dropdown-item:contains(Value)").toHaveCount(0);
});

test("a click opens bins and lots; the lot opens", async () => {
    mockService("action", {
        doAction(action) {
            if (action.res_model) {
                expect.step(`${action.res_model} ${action.res_id}`);
                return true;
            }
            return super.doAction(...arguments);
        },
    });
    await openOverview();
    await contains(`tr[data-product="1"] td[data-column="7/on_hand"]`).click();
    expect.verifySteps(["details 1 7"]);
    expect(".o_jxc_bins tbody tr").toHaveText(/WH\/Stock\/A1.*In Check.*L21.*34.*2箱10包.*4/s);
    expect("header .o_jxc_packings").toHaveText("2箱10包");
    await contains("[data-tab=timeline]").click();
    expect(".o_jxc_panel tbody tr").toHaveText(/\+5.*39/s);
    await contains("[data-tab=incoming]").click();
    expect(".o_jxc_panel").toHaveText(/Nothing is planned/);
    await contains("[data-tab=bins]").click();
    await contains(".o_jxc_lot").click();
    expect.verifySteps(["stock.lot 21"]);
});

test("keyboard: move, open, close, next page", async () => {
    await openOverview();
    await press("ArrowDown");
    await press("ArrowDown");
    await press("ArrowRight");
    await animationFrame();
    expect(`tr[data-product="2"] td[data-column="0/available"]`).toHaveClass("o_jxc_active");
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["details 2 null"]);
    expect(".o_jxc_panel").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    expect(".o_jxc_panel").toHaveCount(0);
    await press("PageDown");
    await animationFrame();
    expect(last().offset).toBe(80);
});

test("what waits to be counted is counted, and the page read again", async () => {
    onRpc("jxc.stock.daily", "catch_up", () => {
        expect.step("catch up");
        return { renewed: 1, waiting: 0 };
    });
    await openOverview({ pending: true });
    await animationFrame();
    expect.verifySteps(["catch up"]);
    expect(asked.length).toBe(2);
});
