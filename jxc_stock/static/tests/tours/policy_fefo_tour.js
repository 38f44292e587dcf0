import { registry } from "@web/core/registry";

/** A later lot on a delivery: refused, allowed with a reason, then scanned and done. */
registry.category("web_tour.tours").add("jxc_policy_fefo", {
    steps: () => [
        {
            content: "The form says which lot goes first, before anything is tried",
            trigger: ".o_jxc_policy_refused:contains('FEFO-OLD')",
        },
        {
            content: "Scan the goods",
            trigger: ".o_jxc_scan input",
            run: "edit FEFO-NEW && press Enter",
        },
        {
            content: "The line is confirmed",
            trigger: ".o_jxc_scan_text.text-success:contains('FEFO-NEW')",
        },
        {
            content: "Nothing is left to scan",
            trigger: ".o_jxc_scan_open.text-bg-success",
        },
        {
            content: "Complete it all the same",
            trigger: ".o_statusbar_buttons button[name=button_validate].btn-primary",
            run: "click",
        },
        {
            content: "It is refused",
            trigger: ".modal .modal-body:contains('FEFO-OLD')",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Allow it",
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_jxc_allow]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The customer asked for this lot",
        },
        {
            trigger: ".modal button[name=action_allow]",
            run: "click",
        },
        {
            content: "The exception is counted, nothing is refused any more",
            trigger:
                "body:not(:has(.modal)):not(:has(.o_jxc_policy_refused)) button[name=action_jxc_exceptions]",
        },
        {
            trigger: ".o_statusbar_buttons button[name=button_validate].btn-primary",
            run: "click",
        },
        {
            content: "Done",
            trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=done]",
        },
    ],
});
