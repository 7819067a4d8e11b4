"""Messages from WeChat, each once: what was said, where the conversation stands, who answers."""
