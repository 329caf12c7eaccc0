"""Pages from templates: HTML that holds everything it needs, and markdown.

Whatever a template prints is made harmless unless the template says otherwise: HTML by jinja2's autoescape,
markdown by escaping every value. Names are isolated (`<bdi>`, or Unicode's isolates) so that one written from
right to left, or holding a mark that turns the direction, moves nothing around it. Nothing is shortened.
What a page says is decided by the modules beside this one and their templates.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from autograder.checking.wording import plural, score
from autograder.model import CourseError

if TYPE_CHECKING:
    from jinja2 import Environment

_ISOLATE, _POP = "\u2068", "\u2069"
# what neither HTML nor a terminal has a place for; tabs and line ends stay
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# an underscore between letters is no mark, and a colon only makes a link before slashes
_MARKDOWN = re.compile(r"([\\`*\[\]<>&~|$!#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//))")
_FENCE = re.compile(r"`+")


def render(template: str, **content: Any) -> str:
    """Fill a template of this package: one that ends in ``.html.j2`` or ``.md.j2``."""
    environment = _markdown() if template.endswith(".md.j2") else _html()
    return environment.get_template(template).render(**content)


def plain(text: object) -> str:
    """Return text that can be written to a file and shown: control characters replaced, all else kept."""
    whole = str(text).encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\ufffd", whole)


def isolated(text: object) -> str:
    """Return text between Unicode's isolates, for places where there are no elements (a page's title)."""
    inner = plain(text)
    missing = max(0, sum(inner.count(one) for one in "\u2066\u2067\u2068") - inner.count(_POP))
    return f"{_ISOLATE}{inner}{_POP * missing}{_POP}"


def for_markdown(text: object) -> str:
    """Return one line of text that a reader of markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(plain(text).split("\n")))


def fenced(text: object) -> str:
    """Return a block of markdown that shows several lines as they are."""
    inner = plain(text)
    fence = "`" * max(3, 1 + max(map(len, _FENCE.findall(inner)), default=0))
    return f"{fence}text\n{inner}\n{fence}"


def percent(share: float) -> str:
    """Write a share between 0 and 1: ``87 %``; never 100 % for less than all, nor 0 % for some."""
    rounded = round(100 * share)
    if rounded == 100 and share < 1:
        return "> 99 %"
    return "< 1 %" if rounded == 0 and share > 0 else f"{rounded} %"


@cache
def _html() -> Environment:
    environment = _environment()
    environment.autoescape = True
    environment.finalize = lambda value: plain(value) if type(value) is str else value
    environment.filters["isolated"] = isolated
    return environment


@cache
def _markdown() -> Environment:
    from markupsafe import Markup

    environment = _environment()
    environment.finalize = lambda value: value if isinstance(value, Markup) else for_markdown(value)
    environment.filters["fenced"] = lambda text: Markup(fenced(text))  # noqa: S704 (it is no HTML)
    environment.filters["isolated"] = lambda text: Markup(for_markdown(isolated(text)))  # noqa: S704
    return environment


def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise CourseError(
            "pages need jinja2; install it with: pip install 'dl-by-hand[instructor]'"
        ) from None
    environment = Environment(  # noqa: S701 (each of the two above decides)
        loader=PackageLoader("autograder.publishing", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"points": score, "percent": percent, "plural": plural}
    return environment
