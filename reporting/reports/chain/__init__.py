from reporting.reports.chain.document import BACKWARD, FORWARD, Chain, Item, Link
from reporting.reports.chain.reading import chain
from reporting.reports.chain.walk import RIGHTS, Start, Walk

__all__ = ["BACKWARD", "FORWARD", "RIGHTS", "Chain", "Item", "Link", "Start", "Walk", "chain"]
