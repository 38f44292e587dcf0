import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { makeMockEnv, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { chartConfig } from "@jxc_base/kpi_tile/kpi_chart";
import { compareKpi, formatKpi } from "@jxc_base/kpi_tile/kpi_format";
import { KpiPanel } from "@jxc_base/kpi_tile/kpi_panel";
import { KpiSparkline } from "@jxc_base/kpi_tile/kpi_sparkline";
import { KpiTile, KpiTiles } from "@jxc_base/kpi_tile/kpi_tile";

defineMailModels();

const point = (start, value, state = "good") => ({ start, label: start.slice(0, 7), value, state });
const TILE = {
    id: 3,
    code: "dso",
    name: "Days Sales Outstanding",
    unit: "days",
    unit_name: "Days",
    direction: "lower",
    formula: "owed ÷ sold × days",
    meaning: "Until customers pay.",
    period: { start: "2026-03-01", end: "2026-03-31", label: "2026-03", open: true },
    dimension: "none",
    key: "",
    label: "",
    value: 45,
    target: 30,
    warn: 40,
    alarm: 60,
    state: "warn",
    trend: [
        point("2026-01-01", 20),
        point("2026-02-01", null, "none"),
        point("2026-03-01", 45, "warn"),
    ],
    previous: null,
    year_before: 50,
    data_time: "2026-03-10 04:00:00",
    dimensions: [
        { code: "customer", name: "Customer" },
        { code: "salesperson", name: "Salesperson" },
    ],
};

describe("format", () => {
    test("values have their unit, no value is a dash", async () => {
        await makeMockEnv();
        expect(formatKpi(null, TILE)).toBe("–");
        expect(formatKpi(45.25, TILE)).toBe("45.3 Days");
        expect(formatKpi(0, TILE, { sign: true })).toBe("0.0 Days");
        expect(formatKpi(2, TILE, { sign: true })).toBe("+2.0 Days");
        expect(formatKpi(1200, { unit: "money", unit_name: "¥" })).toBe("¥ 1,200");
    });

    test("better and worse depend on the direction", async () => {
        await makeMockEnv();
        expect(compareKpi(50, TILE).mood).toBe("better");
        expect(compareKpi(50, { ...TILE, direction: "higher" }).mood).toBe("worse");
        expect(compareKpi(10, { ...TILE, direction: "target" }).mood).toBe("better");
        expect(compareKpi(null, TILE).mood).toBe("none");
        expect(compareKpi(45, TILE).mood).toBe("none");
    });
});

test("a tile shows value, limit colour, target, trend and comparison", async () => {
    await mountWithCleanup(KpiTile, { props: { tile: TILE, onOpen: () => expect.step("open") } });
    expect(".o_jxc_kpi_tile.o_jxc_kpi_warn").toHaveCount(1);
    expect(".o_jxc_kpi_value").toHaveText("45.0 Days");
    expect(".o_jxc_kpi_main").toHaveText(/Target 30\.0 Days/);
    expect(queryAllTexts(".o_jxc_kpi_compare")[0]).toMatch(/Previous period\s*–\s*–/);
    expect(".o_jxc_kpi_compare:eq(1) .o_jxc_mood_better").toHaveText(/-5\.0 Days/);
    expect(".o_jxc_kpi_foot").toHaveText(/Data until/);
    expect(".o_jxc_kpi_main").toHaveAttribute("title", "Until customers pay.\nowed ÷ sold × days");
    await click(".o_jxc_kpi_main");
    expect.verifySteps(["open"]);
});

test("without figures the tile says so", async () => {
    const empty = TILE.trend.map((item) => ({ ...item, value: null, state: "none" }));
    const tile = { ...TILE, value: null, state: "none", trend: empty, data_time: null };
    await mountWithCleanup(KpiTile, { props: { tile, onRecords: () => {} } });
    expect(".o_jxc_kpi_value").toHaveText("–");
    expect(".o_jxc_kpi_empty").toHaveCount(1);
    expect(".o_jxc_kpi_records").toHaveCount(0);
});

test("the trend has a gap where a period has no value", async () => {
    const points = [...TILE.trend, point("2026-04-01", 40)];
    await mountWithCleanup(KpiSparkline, { props: { points, target: 30 } });
    expect(queryOne(".o_jxc_line_path").getAttribute("d").replace(/[^ML]/g, "")).toBe("MML");
    expect(".o_jxc_dot").toHaveCount(3);
    expect(".o_jxc_last").toHaveCount(1);
    expect(".o_jxc_target_line").toHaveCount(1);
});

test("tiles load themselves, open their form and their records", async () => {
    mockService("action", {
        doAction: (action) => expect.step(action.name || `${action.res_model}/${action.res_id}`),
    });
    onRpc("jxc.kpi", "get_tile", ({ args }) => {
        expect.step(`get ${args[0]}`);
        return [TILE];
    });
    onRpc("jxc.kpi", "get_drill", ({ args }) => ({ name: `records ${args.join(" ")}` }));
    await mountWithCleanup(KpiTiles, { props: { codes: ["dso"] } });
    await click(".o_jxc_kpi_main");
    await click(".o_jxc_kpi_records");
    await animationFrame();
    expect.verifySteps(["get dso", "jxc.kpi/3", "records dso 2026-03-01 none "]);
});

test("the chart has target and limits; empty periods stay empty", () => {
    const { data } = chartConfig(TILE, "light");
    expect(data.labels).toEqual(["2026-01", "2026-02", "2026-03"]);
    expect(data.datasets[0].data).toEqual([20, null, 45]);
    expect(data.datasets.slice(1).map((item) => item.data[0])).toEqual([30, 40, 60]);
    const bare = { ...TILE, target: null, warn: null, alarm: null };
    expect(chartConfig(bare, "light").data.datasets).toHaveLength(1);
});

test("the panel says what moved it and leads to the records", async () => {
    mockService("action", { doAction: (action) => expect.step(action.name) });
    onRpc("jxc.kpi", "get_tile", ({ args }) => {
        expect.step(`tile ${args[1].period}`);
        return [TILE];
    });
    onRpc("jxc.kpi", "get_drill", ({ args }) => ({ name: `records ${args.join(" ")}` }));
    onRpc("jxc.kpi", "get_moved", ({ args }) => {
        expect.step(`moved ${args[2].dimension} ${args[2].against}`);
        return {
            dimension: args[2].dimension,
            comparable: args[2].against === "previous",
            before: { label: "2026-02", value: 40 },
            after: { label: "2026-03", value: 45 },
            change: 5,
            parts: [
                { key: "7", label: "Kim", before: 10, after: 20, contribution: 6 },
                { key: "", label: "Not told apart", before: null, after: 1, contribution: -2 },
            ],
            others: 1,
        };
    });
    const record = { data: { code: "dso" } };
    await mountWithCleanup(KpiPanel, { props: { record, readonly: false } });
    expect(".o_jxc_part").toHaveCount(2);
    expect(".o_jxc_change").toHaveText("+5.0 Days");
    expect(".o_jxc_part:eq(0) .bg-danger").toHaveCount(1);
    expect(".o_jxc_part:eq(1) .bg-success").toHaveCount(1);
    expect(".o_jxc_kpi_chart canvas").toHaveCount(1);
    await click(".o_jxc_part:eq(0) button");
    await click(".o_jxc_dimension");
    await select("salesperson");
    await animationFrame();
    await click(".o_jxc_against");
    await select("year_before");
    await animationFrame();
    expect(".o_jxc_incomparable").toHaveCount(1);
    expect.verifySteps([
        "tile null",
        "moved customer previous",
        "records dso 2026-03-01 customer 7",
        "moved salesperson previous",
        "moved salesperson year_before",
    ]);
});
