"""Every sentence the bot says, by name, in Chinese."""

from bots.texts.forms import CHOICES, home_label, paper_label
from bots.texts.rendering import MOST_BYTES, has_text, options, render, text_for_staff, text_of

__all__ = [
    "CHOICES",
    "MOST_BYTES",
    "has_text",
    "home_label",
    "options",
    "paper_label",
    "render",
    "text_for_staff",
    "text_of",
]
