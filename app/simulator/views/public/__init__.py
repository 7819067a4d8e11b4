"""The telephones in the browser, and the sign-in page of the pretend WeChat."""

from app.simulator.views.public import acts, authorize, pages
from app.simulator.views.public.entrance import bp, init_app

__all__ = ["acts", "authorize", "bp", "init_app", "pages"]
