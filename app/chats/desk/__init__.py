"""One message of WeChat from beginning to end, and the desk it is answered from."""

from app.chats.desk.rooms import RoomDesk
from app.chats.desk.turns import take_message

__all__ = ["RoomDesk", "take_message"]
