"""formgrader's pages, used as an instructor does."""

from __future__ import annotations

from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.browser import POLL
from tests.e2e.lab import Lab

PATIENCE = 180.0
"""Seconds in which a button has to have done its work."""


class Formgrader:
    """An instructor in front of formgrader."""

    def __init__(self, driver: Chrome, lab: Lab) -> None:
        self._driver, self._lab = driver, lab
        self._wait = WebDriverWait(driver, PATIENCE, POLL)

    def open(self, page: str) -> None:
        """Go to one of its pages, such as manage_submissions/gradient_descent."""
        self._driver.get(self._lab.page(f"formgrader/{page}"))

    def press(self, row: str, column: str) -> str:
        """Press the button in that column of the row that holds this text; what comes of it."""
        self._row(row, column).click()
        modal = self._wait.until(lambda page: page.find_element(By.CSS_SELECTOR, ".modal.in"))
        self._wait.until(lambda _: modal.find_element(By.CSS_SELECTOR, ".modal-title").text)
        text = modal.text
        modal.find_element(By.CSS_SELECTOR, ".close").click()
        self._wait.until(lambda page: not page.find_elements(By.CSS_SELECTOR, ".modal"))
        return str(text)

    def _row(self, text: str, column: str) -> WebElement:
        find = f"//tr[.//*[contains(., '{text}')]]//td[contains(@class, '{column}')]//a"
        found: WebElement = self._wait.until(lambda page: page.find_element(By.XPATH, find))
        return found

    def cell(self, row: str, column: str) -> str:
        """The text in that column of a row."""
        find = f"//tr[.//*[contains(., '{row}')]]//td[contains(@class, '{column}')]"
        found: WebElement = self._wait.until(lambda page: page.find_element(By.XPATH, find))
        return str(found.text)

    def submission(self, number: str) -> None:
        """Open a graded notebook by its number in the gradebook."""
        self.open(f"submissions/{number}")
        self._wait.until(lambda page: page.find_element(By.CSS_SELECTOR, "input.score"))

    def score(self, name: str, points: str) -> None:
        """Type a score for a part, and wait until it is kept."""
        field = self._driver.find_element(By.ID, name)
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(points, Keys.TAB)
        self._saved(field)

    def comment(self, name: str, text: str) -> None:
        """Type a comment to an answer, and wait until it is kept."""
        field = self._driver.find_element(By.ID, f"{name}-comment")
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
        field.send_keys(text, Keys.TAB)
        self._saved(field)

    def _saved(self, field: WebElement) -> None:
        """Wait until the page has nothing left to send."""
        self._wait.until(lambda page: page.execute_script("return jQuery.active === 0"))
        assert field.is_enabled()
