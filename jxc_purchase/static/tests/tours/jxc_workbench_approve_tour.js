import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("jxc_workbench_approve", {
    steps: () => [
        {
            content: "the app opens with the workbench, where two orders wait",
            trigger: "[data-code=approvals] .o_jxc_row:nth-child(2)",
        },
        {
            content: "approve the first one",
            trigger: "[data-code=approvals] .o_jxc_row:first-child .o_jxc_approve",
            run: "click",
        },
        { trigger: ".o_jxc_decide input", run: "edit Good price" },
        { trigger: ".o_jxc_decide .o_jxc_confirm.btn-success", run: "click" },
        { trigger: "[data-code=approvals]:has(.o_jxc_row:only-child)" },
        {
            content: "refuse the second one",
            trigger: "[data-code=approvals] .o_jxc_row .o_jxc_refuse",
            run: "click",
        },
        { trigger: ".o_jxc_decide input", run: "edit Too dear" },
        { trigger: ".o_jxc_decide .o_jxc_confirm.btn-danger:enabled", run: "click" },
        {
            content: "nothing waits any more",
            trigger: "[data-code=approvals] .o_jxc_clear",
        },
    ],
});
