{
    "name": "JXC Stock",
    "summary": "One overview of what is on hand, reserved, available, incoming and held",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": [
        "jxc_base",
        "stock_interwarehouse_transfer",
    ],
}
