"""How much two names resemble each other, and what else tells that two entries are one organisation. No database.

A name consists of words that many bear (community, forum, trust) and words of its own (mostly a place): the own words
decide, the common ones must not contradict. Numbers and sides of the compass tell sectors and suburbs apart.
"""

# ruff: noqa: SIM905 -- lists of words are read as lines of words

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

# From here on two entries are said to resemble each other.
THRESHOLD = 80
# Weights of the words of its own and of the words that many bear; a name alone counts from NAME_FROM.
OWN, COMMON = 0.6, 0.4
NAME_FROM = 85
# Below this share of own words no name reaches NAME_FROM, however alike the common ones are.
LEAST_OWN = (NAME_FROM - 0.5 - 100 * COMMON) / (100 * OWN)
SAME_NUMBER, SAME_SHORT, INITIALS, SAME_DOMAIN = 100, 88, 86, 80
# A domain that more entries than these share (saps.gov.za) tells nothing.
DOMAIN_SHARED_BY = 5

# Short forms and other spellings that lists contain, as the words they stand for.
MEANS = {
    "cpf": "community police forum", "gpf": "community police forum", "csf": "community safety forum",
    "policing": "police", "comm": "community", "assoc": "association", "ass": "association",
    "dept": "department", "dep": "department", "univ": "university", "org": "organisation",
    "organization": "organisation", "muni": "municipality", "munic": "municipality", "municipal": "municipality",
    "prov": "provincial", "nat": "national", "center": "centre", "saps": "south african police service",
    "services": "service", "csps": "civilian secretariat police service", "nhw": "neighbourhood watch",
    "neighborhood": "neighbourhood", "sa": "south africa", "rsa": "south africa", "uni": "university",
    "ngo": "organisation", "npo": "organisation", "churches": "church", "forums": "forum",
    "projects": "project", "initiatives": "initiative", "foundations": "foundation", "trusts": "trust",
    "kzn": "kwazulu natal", "kwazulunatal": "kwazulu natal", "ext": "extension", "gemeenskapspolisieringsforum":
    "community police forum", "buurtwag": "neighbourhood watch", "buurtwagte": "neighbourhood watch",
    "1st": "1", "2nd": "2", "first": "1", "second": "2", "third": "3", "one": "1", "two": "2", "three": "3",
}  # fmt: skip
# Says nothing about who it is. The last two mark invented entries.
SMALL = frozenset(
    "a an and by die e f for in la n of on op s se the to van vir with en "
    "pty ltd npc inc cc co limited incorporated proprietary company reg registered rf demo benchmark".split()
)
COMMON_WORDS = frozenset(
    "academy action advice agency alliance association authority awareness board business care centre chamber "
    "church civic civilian clinic club cluster coalition college commerce commission committee community "
    "congregation cooperative coordination council crime department desk development directorate district "
    "education federation fellowship forum foundation fraternal group health home hospital initiative institute "
    "interfaith justice league legal local ministry movement municipality national neighbourhood network office "
    "organisation outreach partnership patrol peace police policy prevention programme project provincial "
    "rehabilitation relief residents safety school secretariat sector security service shelter social society "
    "station street support taxi trauma trust union university victim violence ward watch welfare women youth".split()
)
LONG_COMMON = tuple(sorted(word for word in COMMON_WORDS if len(word) >= 6))
SIDES = {
    "north": "n", "south": "s", "east": "e", "west": "w", "northern": "n", "southern": "s", "eastern": "e",
    "western": "w", "noord": "n", "suid": "s", "oos": "e", "wes": "w",
}  # fmt: skip
# Addresses that anybody can have, and hosts on which many have a page.
OPEN_DOMAINS = frozenset(
    "gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.co.za ymail.com hotmail.com outlook.com live.com live.co.za "
    "msn.com icloud.com me.com aol.com protonmail.com proton.me webmail.co.za telkomsa.net mweb.co.za vodamail.co.za "
    "iafrica.com absamail.co.za lantic.net polka.co.za facebook.com twitter.com x.com instagram.com linkedin.com "
    "youtube.com wordpress.com blogspot.com weebly.com wixsite.com sites.google.com google.com linktr.ee gov.za "
    "co.za org.za example.org example.com".split()
)
NOT_WORDS = re.compile(r"[^\w]+|_", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart."""

    own: tuple[str, ...]
    common: frozenset[str]
    # Numbers and sides of the compass, in one order.
    marks: tuple[str, ...]
    initials: str


def plain(text: str) -> str:
    """Without accents, marks and capitals, words parted by one space."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("'", ""))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(NOT_WORDS.sub(" ", text.casefold()).split())


@lru_cache(maxsize=65536)
def take_apart(text: str) -> Name:
    own: list[str] = []
    common: set[str] = set()
    marks: list[str] = []
    initials = ""
    for written in _dots_closed(text).split():
        for word in MEANS.get(written, written).split():
            if word in SMALL:
                continue
            initials += word[0]
            if word.isdigit():
                marks.append(word.lstrip("0") or "0")
            elif word in SIDES:
                marks.append(SIDES[word])
            elif known := _as_common(word):
                common.add(known)
            else:
                own.append(word)
    return Name(tuple(own), frozenset(common), tuple(sorted(marks)), initials)


def _dots_closed(text: str) -> str:
    """C.P.F. and C P F are CPF."""
    words = plain(text).split()
    joined: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return " ".join(joined)


@lru_cache(maxsize=65536)
def _as_common(word: str) -> str:
    """The word that many bear, also with one typing error or in the plural; otherwise nothing."""
    if word in COMMON_WORDS:
        return word
    if word.endswith("s") and word[:-1] in COMMON_WORDS:
        return word[:-1]
    if len(word) < 6:
        return ""
    return next((known for known in LONG_COMMON if known[0] == word[0] and agree(known, word)), "")


def agree(one: str, other: str) -> bool:
    """The same word but for a typing error: one in a word of four letters or more, two from ten letters on.

    The first letter is right: places that end alike (Rietfontein, Witfontein) are not one.
    """
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < 4 or one[0] != other[0]:
        return False
    most = 1 if shorter < 10 else 2
    return OSA.distance(one, other, score_cutoff=most) <= most


def resemblance(one: Name, other: Name) -> int:
    """From 0 to 100."""
    if one.marks != other.marks:
        return 0
    if not one.own and not other.own:
        return 100 if one.common == other.common and one.common else 0
    if not one.own or not other.own:
        return 0
    own = _own_words(one.own, other.own)
    if own < 0.5:
        return 0
    return round(100 * (OWN * own + COMMON * _common_words(one.common, other.common)))


def _own_words(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if agree("".join(one), "".join(other)):
        return 1.0
    left = list(other)
    found = 0
    for word in one:
        for at, candidate in enumerate(left):
            if agree(word, candidate):
                found += 1
                del left[at]
                break
    return 2 * found / (len(one) + len(other))


def _common_words(one: frozenset[str], other: frozenset[str]) -> float:
    """What is left out weighs little, what contradicts weighs much."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.5
    shared = len(one & other)
    return (shared / min(len(one), len(other)) + shared / len(one | other)) / 2


def short_form(text: str) -> str:
    """A short form that tells one organisation from others, in small letters without marks; otherwise nothing."""
    short = _dots_closed(re.sub(r"\((?:demo|benchmark)\)", "", text)).replace(" ", "")
    return short if len(short) >= 3 and short not in MEANS and short not in COMMON_WORDS else ""


def stands_for(short: str, name: Name) -> bool:
    """The short form is made of the first letters of the name, at least two of them of words of its own."""
    return len(name.own) >= 2 and len(short) >= 4 and short == name.initials


def is_weak(short: str, name: Name) -> bool:
    """First letters of a name of which only one word is its own: VCPF is half the forums that begin with a V."""
    return short == name.initials and len(name.own) < 2


def registration(number: str) -> str:
    """The digits of a registration number, however it was written; nothing when there are fewer than five."""
    digits = re.sub(r"\D", "", number)
    return digits if len(digits) >= 5 else ""


def domain_of(address: str) -> str:
    """The domain of an e-mail or web address that belongs to one organisation; otherwise nothing."""
    text = address.strip().casefold()
    if "@" in text:
        host = text.rsplit("@", 1)[1]
    else:
        try:
            host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        except ValueError:
            host = ""
    host = host.removeprefix("www.").rstrip(".")
    return host if "." in host and host not in OPEN_DOMAINS else ""
