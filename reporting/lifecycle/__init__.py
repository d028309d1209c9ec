"""The life cycle of the returns of the provinces."""

from reporting.lifecycle.returns import RETURN_LIFECYCLE, can_be_written, is_a_third_person

__all__ = ["RETURN_LIFECYCLE", "can_be_written", "is_a_third_person"]
