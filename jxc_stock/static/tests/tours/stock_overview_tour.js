import { registry } from "@web/core/registry";

const ROW = "tr[data-product]:contains('导览酱油')";

registry.category("web_tour.tours").add("jxc_stock_overview", {
    url: "/odoo/stock-overview",
    steps: () => [
        {
            content: "Look for the product",
            trigger: ".o_jxc_search",
            run: "edit 导览酱油",
        },
        {
            content: "Only what lies on hold",
            trigger: "[data-state=hold]:contains('冻结')",
            run: "click",
        },
        {
            content: "On hand in all warehouses: 12 free, 5 in check",
            trigger: `${ROW} td[data-column="0/on_hand"]:contains('17')`,
        },
        {
            content: "Free: 12",
            trigger: `${ROW} td[data-column="0/available"]:contains('12')`,
            run: "click",
        },
        {
            content: "The lot in the check zone",
            trigger: ".o_jxc_bins tr:contains('质检中') .o_jxc_lot:contains('L-TOUR')",
            run: "click",
        },
        {
            content: "The lot's form",
            trigger: ".o_form_view .o_field_widget[name=name] input:value(L-TOUR)",
        },
    ],
});
