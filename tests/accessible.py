"""Pages as Debian's chromium shows them, held against the rules of axe-core. Nothing is fetched: the rules lie in a
package, and the pages are files or served on this machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright

SCHEMES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
"""By day all rules; by night only those of colours, for nothing else of a page is another."""


LAPTOP, TWICE_THE_SIZE = {"width": 1280, "height": 720}, {"width": 640, "height": 360}


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """A browser of this machine with no memory of any other."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))))
    with sync_playwright() as programs:
        browser = programs.chromium.launch(executable_path=found)
        try:
            yield browser.new_context()
        finally:
            browser.close()


def broken_rules(browser: BrowserContext, addresses: Iterable[str]) -> list[str]:
    """Each rule that a page breaks by day or by night, with the page and the elements that break it."""
    page, broken = browser.new_page(), []
    for address in addresses:
        page.goto(address)
        broken += rules_broken_on(page)
    page.close()
    return broken


def rules_broken_on(page: Page) -> list[str]:
    """The same of a page that is open, such as the answer to a form.

    A page that must be moved sideways at twice the size breaks one too.
    """
    broken = []
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        for rule in Axe().run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]:
            elements = ", ".join(str(node["target"]) for node in rule["nodes"])
            broken.append(f"{page.url} ({scheme}): {rule['id']} at {elements}")
    page.set_viewport_size(TWICE_THE_SIZE)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        broken.append(f"{page.url}: wider than the screen at 200 per cent")
    page.set_viewport_size(LAPTOP)
    return broken
