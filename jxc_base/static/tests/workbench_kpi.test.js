import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { KpiRow } from "@jxc_base/workbench/kpi_row";

defineMailModels();

const point = (start, value) => ({ start, label: start.slice(0, 7), value, state: "good" });
const kpi = (code, trend = [point("2026-02-01", 40), point("2026-03-01", 46)]) => ({
    id: 3,
    code,
    name: code,
    unit: "days",
    unit_name: "Days",
    direction: "lower",
    formula: "",
    meaning: "",
    period: { start: "2026-03-01", end: "2026-03-31", label: "2026-03", open: true },
    dimension: "none",
    key: "",
    value: trend.at(-1).value,
    target: 30,
    warn: 45,
    alarm: 60,
    state: "warn",
    trend,
    previous: 40,
    year_before: null,
    data_time: null,
    dimensions: [],
});
const DRAWN = ".o_jxc_kpi_drawn canvas";
const LIBRARY = { timeout: 5000 };
const EMPTY = [point("2026-03-01", null)];

const show = (...tiles) => {
    mockService("action", { doAction: () => {} });
    const tile = {
        code: "kpi",
        title: "Indicators",
        tiles,
        action: { name: "all" },
    };
    const open = (action) => expect.step(action.name || `${action.res_model}/${action.res_id}`);
    return mountWithCleanup(KpiRow, { props: { tile, open, reload: () => {} } });
};

test("a single indicator has its chart beside it; a click opens the indicator", async () => {
    await show(kpi("dso"));
    await waitFor(DRAWN, LIBRARY);
    expect(DRAWN).toHaveCount(1);
    await click(".o_jxc_trend");
    await animationFrame();
    expect(".o_jxc_kpi_drawn").toHaveCount(0);
    await click(".o_jxc_kpi_main");
    await click(".o_jxc_all");
    expect.verifySteps(["jxc.kpi/3", "all"]);
});

test("of several, the one that is asked for is drawn", async () => {
    await show(kpi("dso"), kpi("margin"), kpi("empty", EMPTY));
    await animationFrame();
    expect(".o_jxc_kpi_drawn").toHaveCount(0);
    expect(".o_jxc_trend").toHaveCount(2);
    await click(".o_jxc_kpi_cell:nth-child(2) .o_jxc_trend");
    await waitFor(DRAWN, LIBRARY);
    expect(".o_jxc_chart_name").toHaveText("margin");
});

test("without figures there is nothing to draw", async () => {
    await show(kpi("empty", EMPTY));
    await animationFrame();
    expect(".o_jxc_kpi_drawn").toHaveCount(0);
    expect(".o_jxc_kpi_empty").toHaveCount(1);
});

test("the records behind a figure", async () => {
    onRpc("jxc.kpi", "get_drill", ({ args }) => {
        expect.step(args.join("|"));
        return { name: "lines" };
    });
    await show(kpi("dso"));
    await click(".o_jxc_kpi_records");
    await animationFrame();
    expect.verifySteps(["dso|2026-03-01|none|", "lines"]);
});
