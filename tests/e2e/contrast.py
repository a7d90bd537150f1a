"""Contrast of a picture's ink and its paper (WCAG 2.2)."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from selenium.webdriver import Chrome

COLOURS = """
const paper = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)" && !e.closest("svg")) return colour;
  }
  return "rgb(255, 255, 255)";
};
const words = element => element.checkVisibility()
  && [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
const pairs = [...document.body.querySelectorAll("*")].filter(words).map(e => {
  const style = getComputedStyle(e);
  return (e.closest("svg") ? style.fill : style.color) + "|" + paper(e);
});
return [...new Set(pairs)];
"""
LEAST = 4.5
SHARE = 0.001  # of a picture: a colour that covers less is the edge of a letter


def contrast_of_ink(png: bytes) -> float:
    """(L1 + 0.05) / (L2 + 0.05) of the commonest colour and the one that differs most from it."""
    pixels = np.asarray(Image.open(BytesIO(png)).convert("RGBA")).view(np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)  # a number is sorted sooner than a row
    light = luminance(colours.view(np.uint8).reshape(-1, 4)[:, :3])
    paper, inks = light[counts.argmax()], light[counts >= SHARE * pixels.size]
    ratios = (np.maximum(paper, inks) + 0.05) / (np.minimum(paper, inks) + 0.05)
    return float(ratios.max())


def contrast(ink: str, paper: str) -> float:
    """The same of two colours as a browser computes them: rgb(r, g, b)."""
    colours = [[int(part) for part in re.findall(r"\d+", colour)[:3]] for colour in (ink, paper)]
    dark, bright = sorted(luminance(np.asarray(colours, dtype=np.uint8)))
    return float((bright + 0.05) / (dark + 0.05))


def faint(driver: Chrome) -> list[str]:
    """The colours of words on the open page, ink|paper, that are too close to each other."""
    pairs: list[str] = driver.execute_script(COLOURS)
    assert pairs, "there are no words on this page"
    return [pair for pair in pairs if contrast(*pair.split("|")) < LEAST]


def luminance(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The relative luminance of each row, a colour in sRGB."""
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])
