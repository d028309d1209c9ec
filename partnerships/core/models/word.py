"""How words are compared when people search, and which words there are at all (docs/decisions/0014-search.md).

The text search configuration ``words`` and the function ``core_words`` come with a migration: words are taken without
accents and without their endings, and whatever is no letter and no figure stands between two words.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Expression, F, Func, Value
from django.db.models.functions import Concat

# What is shorter cannot be told from another word by one letter; what is longer is no word.
SHORTEST, LONGEST = 4, 40


class Word(models.Model):
    """A word that stands in some record: small letters, no accents. What somebody mistyped is looked for here.

    Triggers add to it and never wait for one another, so a word may stand here twice. Names of people do not.
    """

    word = models.CharField(max_length=LONGEST)

    class Meta:
        indexes = [models.Index(OpClass("word", name="text_pattern_ops"), name="word_by_beginning")]

    def __str__(self) -> str:
        return self.word


class WordsOf(Func):
    """The words of these fields, as the index of a model holds them: the same fields must stand there."""

    function = "core_words"
    output_field = SearchVectorField()

    def __init__(self, *fields: str, **extra: Any):
        parts: list[Any] = []
        for field in fields:
            parts += [Value(" "), F(field)] if parts else [F(field)]
        super().__init__(
            Concat(*parts, output_field=models.TextField()) if len(parts) > 1 else parts[0], **extra
        )


def asked(query: str | Expression) -> SearchQuery:
    """A query in PostgreSQL's own writing, whose words are compared as ``WordsOf`` does."""
    return SearchQuery(query, config="words", search_type="raw")


def learns(*fields: str) -> list[pgtrigger.Trigger]:
    """The triggers of a model whose fields teach words: once for a statement, however many rows it writes."""
    columns = ", ".join(f"fresh.{field}" for field in fields)
    func = f"""
        INSERT INTO core_word (word)
        SELECT DISTINCT found.word
        FROM fresh, regexp_split_to_table(core_plain(concat_ws(' ', {columns})), '[^a-z0-9]+') AS found (word)
        WHERE length(found.word) BETWEEN {SHORTEST} AND {LONGEST}
        AND found.word ~ '[a-z]'
        AND NOT EXISTS (SELECT FROM core_word AS known WHERE known.word = found.word);
        RETURN NULL;
    """  # noqa: S608 -- the columns are named in our models
    return [
        pgtrigger.Trigger(
            name=f"learn_words_on_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="fresh"),
            func=func,
        )
        for name, operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))
    ]
