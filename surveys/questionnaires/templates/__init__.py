"""Ready-made questionnaires and the renovation catalogue, as data."""

from surveys.questionnaires.templates.catalogue import Item, catalogue, items_in
from surveys.questionnaires.templates.loading import Template, all_templates, find, get

__all__ = ["Item", "Template", "all_templates", "catalogue", "find", "get", "items_in"]
