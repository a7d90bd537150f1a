"""Knows a notebook that is open in JupyterLab, as somebody in front of it does; not what is in it.

What is looked at is asked of JupyterLab's own application object; what is typed and clicked goes
through the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.browser import keep_screenshot, resize
from tests.e2e.lab import Lab

PATIENCE = 180.0
"""Seconds for which an event in the page is waited for."""

READY = """
const panel = window.jupyterapp && window.jupyterapp.shell.currentWidget;
return !!(panel && panel.context && panel.context.path === arguments[0]
    && panel.content.widgets.length
    && panel.sessionContext && panel.sessionContext.session
    && panel.sessionContext.session.kernel
    && panel.sessionContext.session.kernel.status === 'idle'
    && document.querySelector('.jp-Notebook .jp-Cell'));
"""
RUN_ALL = """
const done = arguments[0];
window.jupyterapp.commands.execute('notebook:run-all-cells').then(
    () => done(''), error => done(String(error)));
"""
CELLS = """
return window.jupyterapp.shell.currentWidget.content.widgets.map(cell => ({
    id: cell.model.id, kind: cell.model.type, source: cell.model.sharedModel.getSource(),
    count: cell.model.executionCount === undefined ? null : cell.model.executionCount,
    outputs: cell.model.type === 'code' ? cell.model.outputs.toJSON() : [],
}));
"""
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer"
HEIGHT = f"return document.querySelector('{PANEL}').scrollHeight"
WIDTH, CHROME = 1280, 140
"""Pixels of a window, and of it what is not the notebook."""

NODE = """
const cells = window.jupyterapp.shell.currentWidget.content.widgets;
return cells.find(cell => cell.model.id === arguments[0]).node;
"""
PICTURES = """
const images = arguments[0].querySelectorAll('.jp-OutputArea img');
return [...images].map(image => image.src);
"""


@dataclass(frozen=True)
class Cell:
    """A cell as it is in the page now."""

    id: str
    kind: str
    source: str
    count: int | None
    outputs: list[dict[str, Any]]

    @property
    def errors(self) -> list[str]:
        """The names of the errors that it shows."""
        return [output["ename"] for output in self.outputs if output["output_type"] == "error"]


class Notebook:
    """The notebook in the page."""

    def __init__(self, driver: Chrome, lab: Lab, path: str) -> None:
        self._driver = driver
        self._wait = WebDriverWait(driver, PATIENCE)
        driver.set_script_timeout(PATIENCE)
        driver.get(f"{lab.page(f'lab/tree/{path}')}&reset")  # without what was open before
        self._path = path
        self.settled()

    def run_all(self) -> None:
        """Run all cells from the top, to the end or the first error."""
        failed = self._driver.execute_async_script(RUN_ALL)
        assert not failed, failed
        self.settled()

    def settled(self) -> None:
        """Wait until the notebook is there and its kernel has nothing to do."""
        self._wait.until(lambda page: page.execute_script(READY, self._path))

    def cells(self) -> dict[str, Cell]:
        """The cells by their ids, in order."""
        found = self._driver.execute_script(CELLS)
        return {cell["id"]: Cell(**cell) for cell in found}

    def node(self, name: str) -> WebElement:
        """A cell in the page, scrolled into view."""
        node: WebElement = self._driver.execute_script(NODE, name)
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", node)
        return node

    def type_into(self, name: str, text: str) -> None:
        """Put the text in the place of what is in a cell, as if it were pasted."""
        editor = self.node(name).find_element(By.CSS_SELECTOR, ".cm-content")
        editor.click()
        ActionChains(self._driver).key_down(Keys.CONTROL).send_keys("a").key_up(
            Keys.CONTROL
        ).perform()
        self._driver.execute_cdp_cmd("Input.insertText", {"text": text})
        self._wait.until(lambda _: self.cells()[name].source == text)

    def save(self) -> None:
        """Save it with the keyboard."""
        ActionChains(self._driver).key_down(Keys.CONTROL).send_keys("s").key_up(
            Keys.CONTROL
        ).perform()
        self._wait.until(
            lambda page: page.execute_script(
                "return !window.jupyterapp.shell.currentWidget.context.model.dirty"
            )
        )

    def keep_screenshot(self, name: str) -> None:
        """Keep what all of the notebook looks like, however long it is."""
        height = self._driver.execute_script(HEIGHT)
        resize(self._driver, WIDTH, height + CHROME)
        self._driver.execute_script("arguments[0].scrollTop = 0", self._panel())
        keep_screenshot(self._driver, name)
        self._driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def _panel(self) -> WebElement:
        return self._driver.find_element(By.CSS_SELECTOR, PANEL)

    def validate(self, picture: str, look: Callable[[WebElement], None] = lambda _: None) -> str:
        """Press nbgrader's button Validate; what it says, which is kept as a picture too.

        `look` is called with the dialog while it is there.
        """
        find = "//*[contains(@class, 'jp-NotebookPanel-toolbar')]//*[text()='Validate']"
        self._driver.find_element(By.XPATH, find).click()
        dialog = self._wait.until(_validation)
        text = str(dialog.text)
        keep_screenshot(self._driver, picture)
        look(dialog)
        dialog.find_element(By.CSS_SELECTOR, "button.jp-mod-accept").click()
        return text

    def pictures(self, name: str) -> list[str]:
        """The pictures that a cell shows in the page, by their data."""
        shown: list[str] = self._driver.execute_script(PICTURES, self.node(name))
        return shown


def _validation(page: Chrome) -> Any:
    """The dialog that says what came of Validate, if it is there."""
    dialogs = page.find_elements(By.CSS_SELECTOR, ".jp-Dialog-content")
    return next((dialog for dialog in dialogs if "Validat" in dialog.text), None)
