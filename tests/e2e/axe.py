"""axe-core, asked what of the open page shuts somebody out."""

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
THERE = "return !!window.axe"
RUN = """
const [tags, experimental, done] = arguments;
const papers = new Map();
const paper = element => {
  if (!element) return "";
  if (!papers.has(element)) {
    const colour = getComputedStyle(element).backgroundColor;
    papers.set(element, colour !== "rgba(0, 0, 0, 0)" ? colour : paper(element.parentElement));
  }
  return papers.get(element);
};
const judged = new Set();
const isAlike = token => {
  if (token.children.length || token.id || token.hasAttribute("role")) return false;
  const style = getComputedStyle(token);
  const own = ["color", "backgroundColor", "fontSize", "fontWeight", "opacity", "display"];
  const look = [...own.map(name => style[name]), paper(token.parentElement)].join();
  return judged.has(look) || !judged.add(look);
};
const alike = new Set([...document.querySelectorAll("pre span")].filter(isAlike));
const whole = new Map();
for (const code of new Set([...alike].map(token => token.parentNode))) {
  const parts = [];
  for (const part of code.childNodes) {
    if (part.nodeType !== Node.TEXT_NODE && !alike.has(part)) parts.push(part);
    else if (typeof parts.at(-1) === "string") parts.push(parts.pop() + part.textContent);
    else parts.push(part.textContent);
  }
  whole.set(code, [...code.childNodes]);
  code.replaceChildren(...parts);
}
const end = found => {
  whole.forEach((parts, code) => code.replaceChildren(...parts));
  done(found);
};
const all = axe.getRules(tags).map(rule => [rule.ruleId, {enabled: true}]);
const options = {
  runOnly: {type: "tag", values: tags},
  rules: experimental ? Object.fromEntries(all) : {},
  resultTypes: ["violations", "incomplete"],
};
axe.run(document, options).then(end, error => end({error: `${error}`}));
"""
"""Of code, one token of each look is judged, as an element; the others stay as text alone.

A page has up to 17 000 tokens in two dozen looks, and axe-core takes half a millisecond for each.
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
    if not driver.execute_script(THERE):
        driver.execute_script(SCRIPT.read_text())
    found = driver.execute_async_script(RUN, TAGS, experimental)
    assert "error" not in found, found["error"]
    kinds = ("violations", "passes", "incomplete", "inapplicable")
    rules = frozenset(rule["id"] for kind in kinds for rule in found[kind])
    return Findings(rules, lines(found["violations"]), lines(found["incomplete"]))


def known_rules(driver: Chrome) -> set[str]:
    """The rules that axe-core, on a page that it has judged, has for the tags."""
    return set(driver.execute_script(RULES, TAGS))
