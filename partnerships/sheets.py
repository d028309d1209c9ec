"""Every form that is offered on paper, and the addresses of their sheets."""

from partnerships.core import paper, paper_pages
from reporting.paper import PAPER_FORMS as OF_REPORTING
from stakeholders.paper import PAPER_FORMS as OF_STAKEHOLDERS

paper.OFFERED.offer((*OF_STAKEHOLDERS, *OF_REPORTING))

urlpatterns = [*paper_pages.urlpatterns]
