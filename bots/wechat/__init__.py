"""The WeChat channel: everything that knows WeChat's wire format and nothing that knows a resident."""
