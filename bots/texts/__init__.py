"""Every sentence the bot says, by name, in Chinese."""

from bots.texts.forms import home_label
from bots.texts.rendering import MOST_BYTES, has_text, options, render, text_for_staff, text_of

__all__ = ["MOST_BYTES", "has_text", "home_label", "options", "render", "text_for_staff", "text_of"]
