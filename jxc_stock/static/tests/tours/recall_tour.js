import { registry } from "@web/core/registry";

const line = (name) => `.o_data_row:contains('${name}')`;

/** A quality inspector finds a lot, sees both ways, recalls it and ticks customers. */
registry.category("web_tour.tours").add("jxc_recall", {
    url: "/odoo/lot-trace",
    steps: () => [
        {
            content: "By the name of a customer",
            trigger: ".o_jxc_trace_search",
            run: "edit 导览便利店",
        },
        {
            content: "the lot is found",
            trigger: ".o_jxc_trace_found tr:contains('T-2026') td:contains('往来单位')",
            run: "click",
        },
        {
            content: "It came from the mill",
            trigger: ".o_jxc_trace_vendors:contains('导览面粉厂'):contains('100')",
        },
        {
            content: "movements and stock agree",
            trigger: ".o_jxc_trace_inside .o_jxc_reconciled",
        },
        {
            content: "and 40 are with the shop, which has a phone",
            trigger: "tr[data-customer='导览便利店']:contains('0571-88') .o_jxc_net:contains('40')",
            run: "click",
        },
        {
            content: "by these deliveries",
            trigger: ".o_jxc_trace_customers .o_jxc_trace_documents a",
        },
        {
            content: "Recall it",
            trigger: ".o_jxc_start_recall",
            run: "click",
        },
        {
            content: "The lot is there already",
            trigger: ".o_form_view .o_field_widget[name=lot_ids]:contains('T-2026')",
        },
        {
            trigger: ".o_field_widget[name=reason] textarea",
            run: "edit 检出异物",
        },
        {
            trigger: "button[name=action_start]:contains('启动召回')",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Both customers wait for a call",
            trigger: `${line("导览小学")} td[name=state]:contains('待联系')`,
        },
        {
            trigger: `${line("导览便利店")} button[name=action_informed]`,
            run: "click",
        },
        {
            content: "One knows",
            trigger: `${line("导览便利店")} td[name=state]:contains('已通知')`,
        },
        {
            trigger: `${line("导览小学")} button[name=action_refused]`,
            run: "click",
        },
        {
            content: "The other refuses; nobody is left to call, so it can be closed",
            trigger: "button[name=action_close]:contains('关闭并打印报告')",
        },
    ],
});
