import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate, runAllTimers } from "@odoo/hoot-mock";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { boxInWay } from "@jxc_base/workbench/arrow_keys";
import { Workbench } from "@jxc_base/workbench/workbench";

defineMailModels();

const count = (code, more = {}) => ({
    code,
    kind: "count",
    title: code,
    count: 3,
    state: "todo",
    hint: null,
    lines: [],
    action: { name: code },
    ...more,
});
const APPROVAL = {
    model: "purchase.order",
    id: 7,
    name: "P00007",
    kind: "Purchase Order",
    since: "2026-03-04 08:00:00",
    rule: "Over 10,000",
    requester: "Li Na",
    about: "Seaside Foods",
    amount: "¥ 12,000.00",
    decide: true,
    lines: [{ product: "Soy", quantity: "300", unit: "Units", price: "40", amount: "¥ 12,000" }],
    more: "2 more lines",
    shown: "abc",
};
const ALERT = {
    id: 5,
    severity: "critical",
    message: "Milk: 3 in stock, safety stock 10",
    impact: "",
    place: "North",
    since: "2026-03-04 08:00:00",
    due: "2026-03-04",
    late: true,
    taken: false,
};
const approvals = (rows) => ({
    ...count("approvals", { kind: "approvals", rows, count: rows.length }),
    state: rows.length ? "todo" : "none",
    lines: [{ title: "Purchase Orders", count: rows.length, action: { name: "orders" } }],
});
const alerts = (rows) => ({
    ...count("alerts", { kind: "alerts", rows, count: rows.length, critical: rows.length }),
    state: rows.length ? "late" : "none",
});
const data = (...tiles) => ({
    user: "Wang Li",
    company: "Trade Ltd",
    today: "2026-03-05",
    tiles,
});
const PROPS = { action: {}, actionId: 1, updateActionState: () => {}, className: "" };

let answer;

beforeEach(() => {
    mockDate("2026-03-05 10:00:00", 0);
    mockService("action", {
        doAction(action) {
            expect.step(action.name || `${action.res_model}/${action.res_id}`);
        },
    });
    onRpc("jxc.workbench", "get_data", () => answer);
});

const show = (...tiles) => {
    answer = data(...tiles);
    return mountWithCleanup(Workbench, { props: PROPS });
};

test("tiles show their figures and open their lists", async () => {
    const lines = [{ title: "All", count: 8, action: { name: "all" } }];
    await show(
        count("late", { state: "late", hint: "Ask the vendor.", lines }),
        count("money", { figure: "¥ 5,300", count: 2 }),
    );
    expect(queryAllTexts(".o_jxc_count")).toEqual(["3", "¥ 5,300"]);
    expect(".o_jxc_tile.o_jxc_late").toHaveCount(1);
    expect(".o_jxc_empty").toHaveCount(0);
    expect("[data-code=late] .o_jxc_tile_main").toHaveAttribute(
        "aria-label",
        "late: 3. Ask the vendor.",
    );
    await click("[data-code=late] .o_jxc_tile_main");
    await click(".o_jxc_line");
    expect.verifySteps(["late", "all"]);
});

test("nothing to do says so, and so does a role without tiles", async () => {
    await show(count("late", { count: 0, state: "none" }), approvals([]), alerts([]));
    expect(".o_jxc_empty.alert-success").toHaveCount(1);
    expect(".o_jxc_clear").toHaveCount(2);
    answer = data();
    await click(".o_jxc_refresh");
    await animationFrame();
    expect(".o_jxc_empty.alert-info").toHaveCount(1);
});

test("a tile that broke says so; the others work", async () => {
    const failed = { kind: "failed", state: "failed", hint: "Not now.", action: null, count: 0 };
    await show(count("broken", failed), count("good"));
    expect("[data-code=broken][role=alert] .o_jxc_hint").toHaveText("Not now.");
    await click("[data-code=good] .o_jxc_tile_main");
    expect.verifySteps(["good"]);
});

test("tiles that are drawn alike and follow each other share a section", async () => {
    const panels = [approvals([APPROVAL]), alerts([ALERT]), alerts([])];
    panels[2].code = "empty";
    await show(count("one"), count("two"), ...panels, count("three"));
    const names = ["small", "panel", "line", "small"];
    expect(".o_jxc_section").toHaveCount(4);
    expect(names.map((name) => `.o_jxc_layout_${name}`).join(" + ")).toHaveCount(1);
});

test("approving in place: with a comment, and what is left is shown", async () => {
    onRpc("jxc.workbench", "decide", ({ args }) => {
        expect.step(args.join("|"));
        answer = data(approvals([]));
        return "P00007: approved.";
    });
    await show(approvals([APPROVAL]));
    expect(".o_jxc_row_title").toHaveText(/P00007.*12,000/s);
    await click(".o_jxc_approve");
    await animationFrame();
    expect(".o_jxc_decide input").toBeFocused();
    expect(queryAllTexts(".o_jxc_lines_shown .o_jxc_product")).toEqual(["Soy"]);
    await edit("fine");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["purchase.order|7|true|fine|abc"]);
    expect(".o_jxc_rows").toHaveCount(0);
    expect(".o_jxc_clear").toHaveCount(1);
});

test("refusing wants a comment; Escape steps back to the row", async () => {
    onRpc("jxc.workbench", "decide", ({ args }) => {
        expect.step(args.join("|"));
        return "P00007: refused.";
    });
    await show(approvals([APPROVAL]));
    await click(".o_jxc_refuse");
    await animationFrame();
    expect(".o_jxc_confirm").not.toBeEnabled();
    await press("Enter");
    await press("Escape");
    await animationFrame();
    expect(".o_jxc_decide").toHaveCount(0);
    expect(".o_jxc_row_main").toBeFocused();
    await press("r");
    await animationFrame();
    await edit("too dear");
    await animationFrame();
    await click(".o_jxc_confirm");
    await animationFrame();
    expect.verifySteps(["purchase.order|7|false|too dear|abc"]);
});

test("documents that cannot be decided here can be opened", async () => {
    await show(approvals([{ ...APPROVAL, decide: false }]));
    expect(".o_jxc_row_buttons").toHaveCount(0);
    await click(".o_jxc_row_main");
    expect.verifySteps(["purchase.order/7"]);
});

test("a decision that fails shows what is true now", async () => {
    expect.errors(1);
    onRpc("jxc.workbench", "decide", () => {
        answer = data(approvals([]));
        throw new Error("does not wait for you");
    });
    await show(approvals([APPROVAL]));
    await click(".o_jxc_approve");
    await animationFrame();
    await click(".o_jxc_confirm");
    await animationFrame();
    expect(".o_jxc_clear").toHaveCount(1);
    expect.verifyErrors([/does not wait for you/]);
});

test("warnings are taken, snoozed and opened", async () => {
    onRpc("jxc.alert", "*", ({ method, args }) => {
        expect.step([method, ...args.flat()].join("|"));
        return method === "action_open_record" ? { name: "the lot" } : false;
    });
    await show(alerts([ALERT, { ...ALERT, id: 6, taken: true }]));
    expect(".o_jxc_row.o_jxc_critical").toHaveCount(2);
    expect(".o_jxc_take").toHaveCount(1);
    await click(".o_jxc_take");
    await animationFrame();
    await click("[data-row='6'] .o_jxc_snooze");
    await animationFrame();
    await click(".o-dropdown-item:contains(Week)");
    await animationFrame();
    await click("[data-row='5'] .o_jxc_row_main");
    await animationFrame();
    expect.verifySteps([
        "action_acknowledge|5",
        "action_snooze|6|7",
        "action_open_record|5",
        "the lot",
    ]);
});

test("the next documents: how many more, and what is late", async () => {
    const row = { model: "stock.picking", id: 4, title: "IN/4", about: "Farm", figure: "2 lines" };
    const rows = [{ ...row, time: "2026-03-04 08:00:00", late: true, parts: ["Ready"] }];
    await show(count("incoming", { kind: "list", rows, empty: "None.", count: 9 }));
    expect(".o_jxc_row.o_jxc_critical .o_jxc_row_sub .text-danger").toHaveText("1 day ago");
    expect(".o_jxc_more").toHaveText("8 more");
    await click(".o_jxc_row_main");
    await click(".o_jxc_more");
    expect.verifySteps(["stock.picking/4", "incoming"]);
});

test("a mnemonic finds a product; arrows choose, Enter opens", async () => {
    onRpc("jxc.workbench", "find", ({ args }) => {
        expect.step(`find ${args[0]}`);
        return [
            { model: "product.product", id: 7, name: "Soy Sauce" },
            { model: "res.partner", id: 8, name: "Sauce Shop" },
        ];
    });
    await show(count("late"));
    await press("/");
    expect(".o_jxc_search input").toBeFocused();
    await edit("htjy");
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(".o_jxc_found .dropdown-item")).toEqual(["Soy Sauce", "Sauce Shop"]);
    await press("ArrowDown");
    await animationFrame();
    expect(".o_jxc_active").toHaveText("Sauce Shop");
    await press("Enter");
    expect.verifySteps(["find htjy", "res.partner/8"]);
});

test("Enter before the list has come opens the first hit", async () => {
    onRpc("jxc.workbench", "find", () => [{ model: "product.product", id: 7, name: "Soy" }]);
    await show(count("late"));
    await click(".o_jxc_search input");
    await edit("6901234567892");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["product.product/7"]);
});

test("no hit says what to try; Escape and a click elsewhere close it", async () => {
    onRpc("jxc.workbench", "find", () => []);
    await show(count("late"));
    for (const leave of [() => press("Escape"), () => click("h1")]) {
        await click(".o_jxc_search input");
        await edit("qqq");
        await runAllTimers();
        await animationFrame();
        expect(".o_jxc_found .dropdown-item-text").toHaveCount(1);
        await leave();
        await animationFrame();
        expect(".o_jxc_found").toHaveCount(0);
    }
});

test("arrow keys lead from row to tile and back", async () => {
    await show(approvals([APPROVAL, { ...APPROVAL, id: 8 }]), count("one"), count("two"));
    const [first] = [queryFirst(".o_jxc_row_main")];
    first.focus();
    await press("ArrowDown");
    expect("[data-row='purchase.order/8'] .o_jxc_row_main").toBeFocused();
    await press("ArrowDown");
    expect(document.activeElement.closest(".o_jxc_tile")).not.toBe(null);
    await press("ArrowUp");
    expect("[data-row='purchase.order/8'] .o_jxc_row_main").toBeFocused();
    await press("ArrowUp");
    await press("ArrowUp");
    expect(first).toBeFocused();
});

test("the box in the way of an arrow", () => {
    const box = (left, top) => ({ left, right: left + 10, top, bottom: top + 10 });
    const boxes = [box(0, 0), box(20, 0), box(0, 20), box(20, 20), box(200, 5)];
    expect(boxInWay(boxes, 0, "ArrowRight")).toBe(1);
    expect(boxInWay(boxes, 0, "ArrowDown")).toBe(2);
    expect(boxInWay(boxes, 3, "ArrowUp")).toBe(1);
    expect(boxInWay(boxes, 3, "ArrowLeft")).toBe(2);
    expect(boxInWay(boxes, 1, "ArrowRight")).toBe(4);
    expect(boxInWay(boxes, 0, "ArrowUp")).toBe(-1);
});

test("coming back to the tab asks again, at most once a minute", async () => {
    let asked = 0;
    onRpc("jxc.workbench", "get_data", () => {
        asked++;
        return data(count("late"));
    });
    await show();
    const comeBack = async () => {
        document.dispatchEvent(new Event("visibilitychange"));
        await animationFrame();
    };
    await comeBack();
    expect(asked).toBe(1);
    await advanceTime(61_000);
    await comeBack();
    await comeBack();
    expect(asked).toBe(2);
    await advanceTime(600_000);
    expect(asked).toBe(2);
});
