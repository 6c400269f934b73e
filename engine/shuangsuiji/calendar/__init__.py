"""The working-day calendar (工作日历): the State Council's notices, and arithmetic on days."""

from shuangsuiji.calendar.arithmetic import Calendar, Due, FirstDay, Unit
from shuangsuiji.calendar.read import read_calendar, shipped_calendar

__all__ = ["Calendar", "Due", "FirstDay", "Unit", "read_calendar", "shipped_calendar"]
