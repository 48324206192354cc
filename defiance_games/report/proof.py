"""Proofs as a page: one claim with its reason, or every proposition of a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .page import Block, Cell, Fields, Heading, Page, Verbatim, conditions, fields, flat, values


def page(result: Any) -> Page:
    """Return the page of a Proof, or of the Proofs of a model."""
    if hasattr(result, "theorems"):
        blocks: list[Block] = [Heading(f"{result.model}: propositions", 1)]
        for theorem in result.theorems:
            blocks += _theorem(theorem)
        return Page(tuple(blocks))
    return Page(tuple(_proof(result)))


def _proof(proof: Any) -> list[Block]:
    rows: list[tuple[str, Cell]] = [
        (proof.status, conditions(proof.claim)),
        ("given", conditions(proof.given) if proof.given else "nothing"),
        ("by", proof.method if proof.status == "proved" else ""),
        ("fails at", _point(proof.witness)),
        ("because", proof.reason),
    ]
    blocks: list[Block] = [*fields(rows)]
    if proof.certificate is not None:
        blocks += [Heading("certificate"), Verbatim(str(proof.certificate))]
    return blocks


def _theorem(theorem: Any) -> list[Block]:
    """A proposition: what was proved of it and how; every claim that was not proved is shown."""
    findings = theorem.findings
    proved = [f for f in findings if f.status == "proved"]
    methods = Counter(p.method for f in proved for p in f.proofs)
    how = ", ".join(f"{n} by {method}" for method, n in methods.most_common())
    steps = f" in {sum(methods.values())} steps ({how})" if how else ""
    if not findings:
        return [Heading(theorem.name), Fields(((theorem.status, theorem.statement),))]
    rows: list[tuple[str, Cell]] = [
        (theorem.status, theorem.statement),
        ("claims", f"{len(proved)} of {len(findings)} proved{steps}"),
    ]
    rows += [(f.status, _failed(f)) for f in findings if f.status != "proved"]
    return [Heading(theorem.name), Fields(tuple(rows))]


def _failed(finding: Any) -> Cell:
    given = f", given {', '.join(finding.given)}" if finding.given else ""
    reasons = [f"; {finding.fault}"] if finding.fault else []
    reasons += [f"; {p.reason}" for p in finding.proofs if p.status == "undecided" and p.reason][:1]
    fails = ("; fails at ", _point(finding.witness)) if finding.witness is not None else ()
    return flat((finding.claim, given, *reasons, *fails))


def _point(point: Mapping[str, Any] | None) -> Cell:
    if point is None:
        return ""
    return values(point) or "every point"


def records(result: Any) -> list[dict[str, Any]]:
    """Return a row for each claim."""
    if hasattr(result, "theorems"):
        return [
            {
                "proposition": t.name,
                "claim": f.claim,
                "given": " and ".join(f.given),
                "status": f.status,
                "witness": f.witness,
            }
            for t in result.theorems
            for f in t.findings
        ]
    return [
        {
            "claim": " and ".join(map(str, result.claim)),
            "given": " and ".join(map(str, result.given)),
            "status": result.status,
            "method": result.method,
            "witness": result.witness,
        }
    ]
