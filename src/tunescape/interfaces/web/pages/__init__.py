"""The pages: functions from what a visitor is given (``PageContext``) to elements."""
