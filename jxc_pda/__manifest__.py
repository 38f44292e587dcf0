{
    "name": "JXC PDA",
    "summary": "Phone page for warehouse work: look up any code, print labels",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": [
        "jxc_purchase",
        "jxc_sales",
        "jxc_stock",
    ],
}
