"""Knows how to ask axe-core what of the open page shuts somebody out; not which pages there are."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome

SCRIPT = Path(sys.prefix, "axe", "node_modules", "axe-core", "axe.min.js")
NO_AXE = "no axe-core: install Node and npm, and run make e2e again"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REMINDER = "hidden-content"  # finds nothing: says that menus and dialogs have to be opened, too
RUN = """
const [tags, experimental, done] = arguments;
const all = axe.getRules(tags).map(rule => [rule.ruleId, {enabled: true}]);
const options = {runOnly: {type: "tag", values: tags}, rules: {}};
if (experimental) options.rules = Object.fromEntries(all);
axe.run(document, options).then(done, error => done({error: `${error}`}));
"""
RULES = "return axe.getRules(arguments[0]).map(rule => rule.ruleId)"


@dataclass(frozen=True)
class Findings:
    """What axe-core says about a page, a line for each element."""

    rules: frozenset[str]
    violations: tuple[str, ...]
    unsure: tuple[str, ...]
    """Places that a rule could not judge."""


def lines(results: list[dict[str, Any]]) -> tuple[str, ...]:
    """One line for each element: the rule, what it is, and what to do."""
    return tuple(
        f"{rule['id']}: {node['html'][:120]}: {node.get('failureSummary', '').strip()}"
        for rule in results
        if rule["id"] != REMINDER
        for node in rule["nodes"]
    )


def judge(driver: Chrome, *, experimental: bool = True) -> Findings:
    """Run every rule of the tags on the open page, with or without what axe-core keeps back."""
    driver.execute_script(SCRIPT.read_text())
    found = driver.execute_async_script(RUN, TAGS, experimental)
    assert "error" not in found, found["error"]
    kinds = ("violations", "passes", "incomplete", "inapplicable")
    rules = frozenset(rule["id"] for kind in kinds for rule in found[kind])
    return Findings(rules, lines(found["violations"]), lines(found["incomplete"]))


def known_rules(driver: Chrome) -> set[str]:
    """The rules that axe-core, on a page that it has judged, has for the tags."""
    return set(driver.execute_script(RULES, TAGS))
