"""A picture that is too large does not cross, and says so the same way at both ends."""

from __future__ import annotations


