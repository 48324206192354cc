"""Which observable separates the four accounts of local defiance?

Officials differ in what defiance brings at once, uniform on [0, bbar], and weigh it against a sanction of
perceived probability p, as in career_calculus. The share that defies is::

    Y = 1 - (p*Lambda - g*V)/bbar, cut off at 0 and 1
    Lambda = s + (1 - rho)*L + (pi0 + g)*V

The accounts agree on all of this and differ in how p is formed::

    mei_pearson            (a0 + m)/(a0 + b0 + M)
    information_asymmetry  eta*phi
    factional_patronage    phi*(1 - psi*f)
    declining_authority    nu*p_H + (1 - nu)*p_L, nu = q*ell**m/(q*ell**m + 1 - q)

mei_pearson: everybody sees that ``m`` of ``M`` known defiers were sanctioned, and had ``a0`` against ``b0``
in mind before.

information_asymmetry: defiance is hidden, detected with probability ``eta`` and then sanctioned with
probability ``phi``.

factional_patronage: a tie of strength ``f`` to a patron takes away the part psi*f of the risk ``phi``.

declining_authority: the risk is ``p_H`` under high and ``p_L`` under low authority. Authority is high with
prior ``q``, and each sanction is evidence for it with likelihood ratio ``ell``.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials, in a volume on policy diffusion in China: their account of officials who learn from what happens to
others, against information asymmetry, factional patronage (for which they find no link), and a decline of
central authority. Related: Holmström (1979) for information asymmetry; the models career_calculus,
exemplary_sanction, belief_diffusion and inspection_game.
"""

from ..games.definition import Change, Claim, Definition, Formula, Proposition, SignTable
from ..symbolic.condition import parameter

ACCOUNTS = ("mei_pearson", "information_asymmetry", "factional_patronage", "declining_authority")
START = "illustrative; all four accounts start at p = 0.2"
CAREER = "illustrative, as in career_calculus"
PARAMETERS = (
    parameter("account", (), ACCOUNTS[0], "account of how p is formed", "word", "[MP]", choices=ACCOUNTS),
    *(
        parameter(name, domain, default, meaning, unit, source, integer=unit == "count")
        for name, domain, default, unit, meaning, source in (
            ("bbar", "bbar > 0", "2", "utility", "upper end of the local gains", "illustrative"),
            ("g", "0 <= g <= 1 - pi0", "0.05", "probability", "promotion lift from defiance", CAREER),
            ("V", "V >= 0", "10", "utility", "promotion value", CAREER),
            ("s", "s >= 0", "2", "utility", "short-run sanction cost", CAREER),
            ("L", "L >= 0", "10", "utility", "long-term career payoff", CAREER),
            ("rho", "0 <= rho <= 1", "0.405", "ratio", "effective rehabilitation factor", CAREER),
            ("pi0", "0 <= pi0 <= 1", "0.25", "probability", "promotion probability if complying", CAREER),
            ("p", "0 <= p <= 1", "0.2", "probability", "perceived risk, however formed", START),
            ("a0", "a0 > 0", "2", "prior count", "sanctions in mind before any news", START),
            ("b0", "b0 > 0", "8", "prior count", "defiers let off, in mind before any news", START),
            ("m", "0 <= m <= M", "0", "count", "known defiers sanctioned", "none yet; [MP]: then eight"),
            ("M", "M >= m", "m", "count", "known defiers", "as many as are sanctioned"),
            ("eta", "0 <= eta <= 1", "0.5", "probability", "detection", START),
            ("phi", "0 <= phi <= 1", "0.4", "probability", "sanction if detected, and without a tie", START),
            ("psi", "0 <= psi <= 1", "0.8", "ratio", "protection by a patron", START),
            ("f", "0 <= f <= 1", "0.625", "ratio", "strength of the tie to a patron", START),
            ("q", "0 < q < 1", "0.5", "probability", "prior that authority is high", START),
            ("ell", "ell > 1", "2", "ratio", "likelihood ratio of a sanction", "illustrative"),
            ("p_H", "p_L < p_H <= 1", "0.3", "probability", "risk under high authority", START),
            ("p_L", "0 <= p_L < p_H", "0.1", "probability", "risk under low authority", START),
        )
    ),
)


def Lambda(s, rho, L, pi0, g, V):
    """Total loss if sanctioned."""
    return s + (1 - rho) * L + (pi0 + g) * V


def Y(p, Lambda, g, V, bbar):
    """Share that defies, at any perceived risk."""
    return 1 - (p * Lambda - g * V) / bbar


def p_MP(a0, b0, m, M):
    """Perceived risk: the public record."""
    return (a0 + m) / (a0 + b0 + M)


def p_IA(eta, phi):
    """Perceived risk: detection."""
    return eta * phi


def p_FP(phi, psi, f):
    """Perceived risk: patronage."""
    return phi * (1 - psi * f)


def nu(q, ell, m):
    """Belief in high authority after m sanctions."""
    return q * ell**m / (q * ell**m + 1 - q)


def p_DA(nu, p_H, p_L):
    """Perceived risk: authority."""
    return nu * p_H + (1 - nu) * p_L


def Y_MP(p_MP, Lambda, g, V, bbar):
    """Share that defies: the public record."""
    return Y(p_MP, Lambda, g, V, bbar)


def Y_IA(p_IA, Lambda, g, V, bbar):
    """Share that defies: detection."""
    return Y(p_IA, Lambda, g, V, bbar)


def Y_FP(p_FP, Lambda, g, V, bbar):
    """Share that defies: patronage."""
    return Y(p_FP, Lambda, g, V, bbar)


def Y_DA(p_DA, Lambda, g, V, bbar):
    """Share that defies: authority."""
    return Y(p_DA, Lambda, g, V, bbar)


def s_req(p, bbar, g, V, rho, L, pi0):
    """Short-run sanction cost that ends all defiance, at any perceived risk."""
    return (bbar + g * V) / p - (1 - rho) * L - (pi0 + g) * V


def s_req_MP(p_MP, bbar, g, V, rho, L, pi0):
    """Short-run sanction cost that ends all defiance: the public record."""
    return s_req(p_MP, bbar, g, V, rho, L, pi0)


def s_req_IA(p_IA, bbar, g, V, rho, L, pi0):
    """Short-run sanction cost that ends all defiance: detection."""
    return s_req(p_IA, bbar, g, V, rho, L, pi0)


def share(account, p_MP, p_IA, p_FP, p_DA, Lambda, g, V, bbar):
    """Perceived risk, loss and share of defiers under one account."""
    p = dict(zip(ACCOUNTS, (p_MP, p_IA, p_FP, p_DA), strict=True))[account]
    return {"p": p, "Lambda": Lambda, "Y": max(0, min(1, Y(p, Lambda, g, V, bbar)))}


SHORT = ("MP", "IA", "FP", "DA")
SHARE = "1 - ({}*Lambda - g*V)/bbar"  # that defies at a perceived risk
WAVE = ("m*(a0 + b0) < M*a0",)  # fewer of the known defiers are sanctioned than was expected


def slopes(sign, parameter, accounts, *given):
    """Claims that the shares under these accounts move so with a parameter, where they are interior."""
    given = (*given, "Lambda > 0")
    return tuple(Claim(f"slope {sign} 0", slope=(f"Y_{a}", parameter), given=given) for a in accounts)


PROPOSITIONS = (
    Proposition(
        "P7.1",
        "A wave of selective sanctions (m of M known defiers, m/M < a0/(a0 + b0)) raises the share of "
        "defiers under mei_pearson, lowers it under declining_authority, and leaves it as it is under the "
        "other two.",
        (
            Claim("p_MP < a0/(a0 + b0)", given=WAVE),
            Claim("nu > q", given=("m >= 1",)),
            Claim("y*p_H + (1 - y)*p_L > q*p_H + (1 - q)*p_L", given=("y > q",), unknowns=("y",)),
            # with y = nu that is the perceived risk after the wave; the share of defiers falls with it
            Claim(
                SHARE.format("x") + " > " + SHARE.format("y"),
                given=("x < y", "Lambda > 0"),
                unknowns=("x", "y"),
            ),
            *(Claim(f"Y_{a} = " + SHARE.format(f"p_{a}")) for a in ("MP", "DA")),
            Claim("p*Lambda > 0", given=("p > 0", "Y < 1")),  # a share that is interior falls with the risk
            *slopes(">", "M", ["MP"]),
            *slopes("=", "M", ["IA", "FP", "DA"]),
            *slopes("=", "m", ["IA", "FP"]),
        ),
    ),
    Proposition(
        "P7.2",
        "Better detection lowers the share of defiers only under information_asymmetry, ties raise it only "
        "under factional_patronage, restored authority lowers it only under declining_authority. Severity s "
        "lowers it under all four, by p/bbar, and so tells nothing apart.",
        (
            *slopes("<", "eta", ["IA"], "phi > 0"),
            *slopes("=", "eta", ["MP", "FP", "DA"]),
            *slopes(">", "f", ["FP"], "phi > 0", "psi > 0"),
            *slopes("=", "f", ["MP", "IA", "DA"]),
            *slopes("<", "q", ["DA"]),
            *slopes("=", "q", ["MP", "IA", "FP"]),
            *(Claim(f"slope = -p_{a}/bbar", slope=(f"Y_{a}", "s")) for a in SHORT),
        ),
    ),
    Proposition(
        "P7.3",
        "The short-run cost that ends all defiance is s_req = (bbar + g*V)/p - (1 - rho)*L - (pi0 + g)*V. "
        "Under information_asymmetry it does not depend on the record of defiance; under mei_pearson it "
        "grows by (bbar + g*V)/(a0 + m) with each observed defier: unpunished examples outrun severity.",
        (
            *(
                Claim(f"(s_req_{a} + (1 - rho)*L + (pi0 + g)*V)*p_{a} - g*V = bbar", given=(f"p_{a} > 0",))
                for a in ("MP", "IA")
            ),
            Claim("Y <= 0", given=("p > 0", "s >= s_req")),
            Claim("Y > 0", given=("p > 0", "s < s_req")),
            Claim("slope = 0", slope=("s_req_IA", "M"), given=("p_IA > 0",)),
            Claim("slope = (bbar + g*V)/(a0 + m)", slope=("s_req_MP", "M")),
        ),
    ),
)

SIGNS = SignTable(
    rows={
        row: dict(zip((f"Y_{a}" for a in SHORT), signs, strict=True))
        for row, signs in {
            "M": "+000",
            "m": "-00-",
            "eta": "0-00",
            "f": "00+0",
            "q": "000-",
            "s": "----",
        }.items()
    },
    given=("psi > 0",),
)


def known(account, p, Y, **own):
    """A published answer."""
    career = {"bbar": 2.0, "g": 0.05, "V": 10.0, "s": 2.0, "L": 10.0, "rho": 0.405, "pi0": 0.25}
    params = {"account": account, **career, **own}
    expect = {"p": p, "Lambda": 10.95, "Y": Y}
    return {"model": "rival_explanations", "query": "share", "params": params, "expect": expect, "tol": 1e-6}


MP, IA, FP, DA = ACCOUNTS
PRIOR, AUTHORITY = {"a0": 2.0, "b0": 8.0}, {"q": 0.5, "ell": 2.0, "p_H": 0.3, "p_L": 0.1}
KNOWN = (
    known(MP, 0.2, 0.155, **PRIOR, m=0, M=0),
    known(MP, 0.09090909091, 0.7522727273, **PRIOR, m=8, M=100),
    known(IA, 0.2, 0.155, eta=0.5, phi=0.4),
    known(IA, 0.4, 0.0, eta=1.0, phi=0.4),
    known(FP, 0.05, 0.97625, phi=0.25, psi=0.8, f=1.0),
    known(FP, 0.25, 0.0, phi=0.25, psi=0.8, f=0.0),
    known(DA, 0.2, 0.155, **AUTHORITY, m=0),
    known(DA, 0.2992217899, 0.0, **AUTHORITY, m=8),
)

MODEL = Definition(
    source="[MP]: rival accounts: information asymmetry, factions, declining authority",
    references=("MeiPearson", "Holmstrom1979"),
    parameters=PARAMETERS,
    formulas=(
        Lambda,
        *(p_MP, p_IA, p_FP, nu, p_DA),
        Formula(Y, where=("Lambda > 0", "0 < Y < 1")),
        *(Formula(y, where=("Lambda > 0", f"0 < {y.__name__} < 1")) for y in (Y_MP, Y_IA, Y_FP, Y_DA)),
        Formula(s_req, where=("p > 0",)),
        s_req_MP,
        Formula(s_req_IA, where=("p_IA > 0",)),
    ),
    questions=(share,),
    accounts={account: f"Y_{short}" for account, short in zip(ACCOUNTS, SHORT, strict=True)},
    changes=(Change("a wave of selective sanctions", before={"m": "0", "M": "0"}, given=("m > 0", *WAVE)),),
    signs=(SIGNS,),
    propositions=PROPOSITIONS,
    known=KNOWN,
)
