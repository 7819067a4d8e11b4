"""Who lives where, who owns what, who may act: regions, homes, people, WeChat bindings, staff."""
