"""JupyterLab and a notebook that is open in it, used as somebody in front of them does.

What is looked at is asked of JupyterLab's own application object; what is typed and clicked goes
through the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.browser import POLL, keep_screenshot, resize
from tests.e2e.lab import Lab

PATIENCE = 180.0
"""Seconds for which an event in the page is waited for."""

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
STARTED = "return !!window.jupyterapp && [...window.jupyterapp.shell.widgets('main')].length > 0"
OPEN = """
const [path, done] = arguments;
const app = window.jupyterapp;
const open = [...app.shell.widgets('main')].filter(widget => widget.context);
open.forEach(widget => widget.dispose());
app.commands.execute('docmanager:open', {path}).then(() => done(''), e => done(String(e)));
"""
CHANGE_THEME = """
const [theme, done] = arguments;
window.jupyterapp.commands.execute('apputils:change-theme', {theme})
    .then(() => requestAnimationFrame(() => done('')), error => done(String(error)));
"""
THEME = "return document.body.getAttribute('data-jp-theme-name')"
READY = """
const panel = window.jupyterapp && window.jupyterapp.shell.currentWidget;
return !!(panel && panel.context && panel.context.path === arguments[0]
    && panel.content.widgets.length
    && panel.content.widgets.every(cell => cell.model.executionState !== 'running')
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
HIDDEN = """
const cells = window.jupyterapp.shell.currentWidget.content.widgets;
return cells.filter(cell => cell.outputHidden).map(cell => cell.model.id);
"""
BOXES = """
const box = node => node.getBoundingClientRect();
const cells = window.jupyterapp.shell.currentWidget.content.widgets;
const node = id => cells.find(cell => cell.model.id === id).node;
const panel = document.querySelector(arguments[0]);
panel.scrollTop = 0;
const answer = box(node(arguments[1]));
return {heading: box(node('part-1').querySelector('h2')).top, start: answer.top,
    end: answer.bottom, window: box(panel).bottom};
"""
SHOWN = """
const walker = document.createTreeWalker(arguments[0], NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(arguments[1]);
    if (at >= 0) {
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + arguments[1].length);
        const r = range.getBoundingClientRect();
        const hit = (x, y) => arguments[0].contains(document.elementFromPoint(x, y));
        return hit(r.left + 2, r.bottom - 2) && hit(r.right - 2, r.bottom - 2);
    }
}
return false;
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


@dataclass(frozen=True)
class FirstScreen:
    """Where the first part of an exercise is, in pixels from the top of a page at its beginning."""

    heading: float
    start: float
    """Of the cell for the answer."""
    end: float
    window: float
    """The end of what is seen of the notebook."""

    def __str__(self) -> str:
        places = {name: f"{place:.0f}" for name, place in asdict(self).items()}
        return "part 1 at {heading}, its answer {start} to {end} of {window} px".format(**places)


class JupyterLab:
    """JupyterLab in the page; it is loaded once, and shows one notebook at a time."""

    def __init__(self, driver: Chrome, lab: Lab) -> None:
        self._driver = driver
        driver.set_script_timeout(PATIENCE)
        driver.get(f"{lab.page('lab')}&reset")
        WebDriverWait(driver, PATIENCE, POLL).until(lambda page: page.execute_script(STARTED))

    def open(self, path: str) -> Notebook:
        """Open a notebook as it is in its file; what was open before is closed unsaved."""
        failed = self._driver.execute_async_script(OPEN, path)
        assert not failed, failed
        return Notebook(self._driver, path)

    def choose(self, theme: str) -> str:
        """Show everything in the light or the dark theme; the name of the theme that is shown."""
        failed = self._driver.execute_async_script(CHANGE_THEME, THEMES[theme])
        assert not failed, failed
        return str(self._driver.execute_script(THEME))


class Notebook:
    """The notebook in the page."""

    def __init__(self, driver: Chrome, path: str) -> None:
        self._driver = driver
        self._wait = WebDriverWait(driver, PATIENCE, POLL)
        self._path = path
        self.settled()

    def run_all(self) -> None:
        """Run all cells from the top, to the end or the first error."""
        failed = self._driver.execute_async_script(RUN_ALL)
        assert not failed, failed
        self.settled()

    def go_through(self) -> None:
        """Press Shift+Enter from the first cell to the last."""
        self._driver.find_element(By.CSS_SELECTOR, f"{PANEL} .jp-Cell").click()
        keys = ActionChains(self._driver).key_down(Keys.SHIFT)
        for _ in self.cells():
            keys.send_keys(Keys.ENTER)
        keys.key_up(Keys.SHIFT).perform()
        self.settled()

    def settled(self) -> None:
        """Wait until the notebook is there and its kernel has nothing to do."""
        self._wait.until(lambda page: page.execute_script(READY, self._path))

    def cells(self) -> dict[str, Cell]:
        """The cells by their ids, in order."""
        found = self._driver.execute_script(CELLS)
        return {cell["id"]: Cell(**cell) for cell in found}

    def hidden(self) -> set[str]:
        """The cells whose outputs are there, but not shown."""
        return set(self._driver.execute_script(HIDDEN))

    def first_screen(self, answer: str) -> FirstScreen:
        """Where the first part and the cell for its answer are, at the notebook's beginning."""
        return FirstScreen(**self._driver.execute_script(BOXES, PANEL, answer))

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

    def validate(self, look: Callable[[WebElement], None] = lambda _: None) -> str:
        """Press nbgrader's button Validate; what it says.

        `look` is called with the dialog while it is there.
        """
        find = "//*[contains(@class, 'jp-NotebookPanel-toolbar')]//*[text()='Validate']"
        self._driver.find_element(By.XPATH, find).click()
        dialog = self._wait.until(_validation)
        text = str(dialog.text)
        look(dialog)
        dialog.find_element(By.CSS_SELECTOR, "button.jp-mod-accept").click()
        return text

    def is_shown(self, text: str, dialog: WebElement) -> bool:
        """True if the text is in the dialog, and in sight without scrolling."""
        return bool(self._driver.execute_script(SHOWN, dialog, text))

    def pictures(self, name: str) -> list[str]:
        """The pictures that a cell shows in the page, by their data."""
        shown: list[str] = self._driver.execute_script(PICTURES, self.node(name))
        return shown


def _validation(page: Chrome) -> Any:
    """The dialog that says what came of Validate, if it is there."""
    dialogs = page.find_elements(By.CSS_SELECTOR, ".jp-Dialog-content")
    return next((dialog for dialog in dialogs if "Validat" in dialog.text), None)
