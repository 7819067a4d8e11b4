"""What others would write for the same webhook: Flask and wechatpy, by hand, without our house."""
