"""The voice: conversations and the WeChat channel; knows no web and no database."""
