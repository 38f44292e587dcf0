def post_init_hook(env):
    """No text message to customers at each delivery until somebody asks for it.

    Core switches it on by itself and then stops the first delivery with a question.
    Companies that answered the question keep their choice.
    """
    company = env["res.company"]
    if "has_received_warning_stock_sms" in company._fields:
        undecided = company.search([("has_received_warning_stock_sms", "=", False)])
        undecided.stock_text_confirmation = False
