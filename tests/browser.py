"""A real browser for the tests that look at pages: the system's Chromium, driven by playwright.

Debian: ``apt-get install chromium``. ``CHROMIUM`` names another one. Without it, or without the libraries of
the extra ``dev``, such tests are skipped and say why.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def find_browser() -> str | None:
    """Return the browser's path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


needs_browser = pytest.mark.skipif(
    find_browser() is None, reason="needs a browser: apt-get install chromium, or CHROMIUM=its path"
)


@contextmanager
def opened_browser() -> Iterator[Any]:
    """Start the browser; gives playwright's ``Browser``."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, from the extra dev")
    with playwright.sync_playwright() as starter:
        browser = starter.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Any) -> list[str]:
    """Return what axe-core holds against the accessibility of an open page, one line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe, from the extra dev")
    found = axe.Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}: {node['target']}" for one in found for node in one["nodes"][:3]]
