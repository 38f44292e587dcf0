{
    "name": "JXC Reports",
    "summary": "Stock movements and ledgers, on screen and in xlsx",
    "version": "19.0.1.1.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": [
        "jxc_purchase",
        "jxc_sales",
        "jxc_stock",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/jxc_reports_security.xml",
        "views/product_views.xml",
        "views/stock_revaluation_views.xml",
        "wizard/stock_movement_export_views.xml",
        "report/stock_ledger_line_views.xml",
        "report/stock_ledger_search_views.xml",
        "report/stock_ledger_views.xml",
        "report/stock_movement_views.xml",
        "views/jxc_reports_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "jxc_reports/static/src/**/*",
        ],
        "web.assets_tests": [
            "jxc_reports/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "jxc_reports/static/tests/**/*.test.js",
        ],
    },
}
