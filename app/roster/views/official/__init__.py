"""The registry of compounds for officials and, by the same pages, for the committees that keep it."""

from app.roster.views.official import exports, groups, importing, registry, surveying
from app.roster.views.official.entrance import bp

__all__ = ["bp", "exports", "groups", "importing", "registry", "surveying"]
