"""Every table of the product in one schema, for migrations."""

import app.audit.models
import app.bulletins.models
import app.chats.models
import app.dashboards.models
import app.decisions.models
import app.notifications.models
import app.outbox.models
import app.polls.models
import app.roster.models
