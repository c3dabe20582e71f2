# The same problems in PyPortfolioOpt, Riskfolio-Lib, skfolio, cvxpy (Clarabel), OSQP and scikit-learn; prints times
# and weights as JSON.
import json, sys, time, warnings
import numpy as np, pandas as pd

warnings.filterwarnings("ignore")
folder = sys.argv[1]
config = json.load(open(f"{folder}/config.json"))


# Seconds from which on the first run is the only one.
slow = 20


def timed(run, runs):
    began = time.perf_counter()
    answer = run()
    seconds = [time.perf_counter() - began]
    if seconds[0] > slow:
        return {"seconds": seconds, "weights": [float(x) for x in np.asarray(answer).ravel()]}
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "weights": [float(x) for x in np.asarray(answer).ravel()]}


def osqp_minimum(S):
    import osqp, scipy.sparse as sp
    n = len(S)
    scale = np.mean(np.diag(S))
    A = sp.vstack([np.ones((1, n)), sp.eye(n)], format="csc")
    l, u = np.r_[1.0, np.zeros(n)], np.r_[1.0, np.ones(n)]
    def run():
        solver = osqp.OSQP()
        solver.setup(sp.triu(S / scale, format="csc"), np.zeros(n), A, l, u, verbose=False,
                     eps_abs=1e-9, eps_rel=1e-9, max_iter=100000, polishing=True)
        return solver.solve().x
    return run


def cvxpy_quadratic(S, mu=None, aversion=1.0):
    import cvxpy as cp
    n = len(S)
    def run():
        w = cp.Variable(n)
        risk = cp.quad_form(w, cp.psd_wrap(S / np.mean(np.diag(S))))
        gain = 0 if mu is None else (mu / aversion / np.mean(np.diag(S))) @ w
        cp.Problem(cp.Minimize(0.5 * risk - gain), [cp.sum(w) == 1, w >= 0]).solve(solver=cp.CLARABEL)
        return w.value
    return run


def cvxpy_parity(S):
    import cvxpy as cp
    n = len(S)
    scaled = S / np.mean(np.diag(S))
    def run():
        x = cp.Variable(n)
        cp.Problem(cp.Minimize(0.5 * cp.quad_form(x, cp.psd_wrap(scaled)) - cp.sum(cp.log(x)) / n)).solve(solver=cp.CLARABEL)
        return x.value / x.value.sum()
    return run


def pypfopt_minimum(S):
    from pypfopt import EfficientFrontier
    def run():
        return list(EfficientFrontier(None, S, weight_bounds=(0, 1)).min_volatility().values())
    return run


def pypfopt_hierarchical(S, names):
    from pypfopt import HRPOpt
    frame = pd.DataFrame(S, index=names, columns=names)
    def run():
        weights = HRPOpt(cov_matrix=frame, returns=None).optimize()
        return [weights[name] for name in names]
    return run


def pypfopt_cvar(X):
    from pypfopt import EfficientCVaR
    frame = pd.DataFrame(X)
    def run():
        return list(EfficientCVaR(None, frame, beta=config["confidence"], weight_bounds=(0, 1)).min_cvar().values())
    return run


def cvxpy_cvar(X):
    import cvxpy as cp
    periods, n = X.shape
    tail = (1 - config["confidence"]) * periods
    def run():
        w, a, u = cp.Variable(n), cp.Variable(), cp.Variable(periods)
        limits = [cp.sum(w) == 1, w >= 0, u >= 0, u >= -X @ w - a]
        cp.Problem(cp.Minimize(a + cp.sum(u) / tail), limits).solve(solver=cp.CLARABEL)
        return w.value
    return run


def skfolio_mean_risk(X, measure):
    from skfolio import RiskMeasure
    from skfolio.moments import LedoitWolf
    from skfolio.optimization import MeanRisk
    from skfolio.prior import EmpiricalPrior
    frame = pd.DataFrame(X, columns=[f"A{i}" for i in range(X.shape[1])])
    prior = EmpiricalPrior(covariance_estimator=LedoitWolf())
    def run():
        return MeanRisk(risk_measure=RiskMeasure[measure], cvar_beta=config["confidence"],
                        prior_estimator=prior).fit(frame).weights_
    return run


def skfolio_parity(X):
    from skfolio import RiskMeasure
    from skfolio.moments import LedoitWolf
    from skfolio.optimization import RiskBudgeting
    from skfolio.prior import EmpiricalPrior
    frame = pd.DataFrame(X, columns=[f"A{i}" for i in range(X.shape[1])])
    prior = EmpiricalPrior(covariance_estimator=LedoitWolf())
    def run():
        return RiskBudgeting(risk_measure=RiskMeasure.VARIANCE, prior_estimator=prior).fit(frame).weights_
    return run


def riskfolio(X, S, solve):
    import riskfolio as rp
    names = [f"A{i:04d}" for i in range(X.shape[1])]
    port = rp.Portfolio(returns=pd.DataFrame(X, columns=names))
    port.assets_stats(method_mu="hist", method_cov="hist")
    port.cov = pd.DataFrame(S, index=names, columns=names)
    port.solvers = ["CLARABEL"]
    port.alpha = 1 - config["confidence"]
    return lambda: solve(port)["weights"].to_numpy()


def riskfolio_minimum(port):
    return port.optimization(model="Classic", rm="MV", obj="MinRisk", hist=True)


def riskfolio_cvar(port):
    return port.optimization(model="Classic", rm="CVaR", obj="MinRisk", hist=True)


def riskfolio_parity(port):
    return port.rp_optimization(model="Classic", rm="MV", hist=True)


def views_of(n):
    P = np.zeros((len(config["views"]), n))
    for row, view in zip(P, config["views"]):
        for asset, weight in view["at"]:
            row[asset] = weight
    return P, np.array([view["expected"] for view in config["views"]])


def pypfopt_believing(S):
    from pypfopt import BlackLittermanModel, EfficientFrontier
    n = len(S)
    P, q = views_of(n)
    aversion = config["riskAversion"]
    prior = aversion * S @ np.full(n, 1 / n)
    def run():
        model = BlackLittermanModel(pd.DataFrame(S), pi=pd.Series(prior), P=P, Q=q, tau=config["tau"])
        front = EfficientFrontier(model.bl_returns(), model.bl_cov(), weight_bounds=(0, 1))
        return list(front.max_quadratic_utility(risk_aversion=aversion).values())
    return run


def cvxpy_believing(S):
    n = len(S)
    P, q = views_of(n)
    aversion, tau = config["riskAversion"], config["tau"]
    def run():
        prior = aversion * S @ np.full(n, 1 / n)
        spread = tau * S @ P.T
        system = P @ spread + np.diag(np.diag(P @ spread))
        means = prior + spread @ np.linalg.solve(system, q - P @ prior)
        after = S + tau * S - spread @ np.linalg.solve(system, spread.T)
        return cvxpy_quadratic(after, means, aversion)()
    return run


def pypfopt_turnover(S, mu):
    from pypfopt import EfficientFrontier, objective_functions
    n = len(S)
    def run():
        front = EfficientFrontier(mu, S, weight_bounds=(0, 1))
        front.add_objective(objective_functions.transaction_cost, w_prev=np.full(n, 1 / n), k=config["turnoverCost"])
        return list(front.max_quadratic_utility(risk_aversion=config["riskAversion"]).values())
    return run


def cvxpy_turnover(S, mu):
    import cvxpy as cp
    n = len(S)
    scale = config["riskAversion"] * np.mean(np.diag(S))
    def run():
        w = cp.Variable(n)
        risk = cp.quad_form(w, cp.psd_wrap(S / np.mean(np.diag(S))))
        cost = config["turnoverCost"] / scale * cp.norm1(w - 1 / n)
        cp.Problem(cp.Minimize(0.5 * risk - (mu / scale) @ w + cost), [cp.sum(w) == 1, w >= 0]).solve(solver=cp.CLARABEL)
        return w.value
    return run


def ledoit_wolf(R):
    from sklearn.covariance import ledoit_wolf
    return lambda: ledoit_wolf(R)[0]


out = {}
for case in config["cases"]:
    n, runs = case["assets"], case["runs"]
    S = np.fromfile(f"{folder}/covariance-{n}.bin").reshape(n, n)
    R = np.fromfile(f"{folder}/returns-{n}.bin").reshape(n, -1).T
    X = np.fromfile(f"{folder}/scenarios-{n}.bin").reshape(n, -1).T
    names = [f"A{i:04d}" for i in range(n)]
    mu = R.mean(axis=0)
    peers = {
        "minimum-variance": {
            "OSQP": lambda: osqp_minimum(S),
            "cvxpy with Clarabel": lambda: cvxpy_quadratic(S),
            "PyPortfolioOpt": lambda: pypfopt_minimum(S),
            "skfolio": lambda: skfolio_mean_risk(R, "VARIANCE"),
            "Riskfolio-Lib": lambda: riskfolio(R, S, riskfolio_minimum),
        },
        "mean-variance": {"cvxpy with Clarabel": lambda: cvxpy_quadratic(S, mu, config["riskAversion"])},
        "risk-parity": {
            "cvxpy with Clarabel": lambda: cvxpy_parity(S),
            "skfolio": lambda: skfolio_parity(R),
            "Riskfolio-Lib": lambda: riskfolio(R, S, riskfolio_parity),
        },
        "hierarchical-risk-parity": {"PyPortfolioOpt": lambda: pypfopt_hierarchical(S, names)},
        "black-litterman": {
            "cvxpy with Clarabel": lambda: cvxpy_believing(S),
            "PyPortfolioOpt": lambda: pypfopt_believing(S),
        },
        "mean-variance-with-turnover": {
            "cvxpy with Clarabel": lambda: cvxpy_turnover(S, mu),
            "PyPortfolioOpt": lambda: pypfopt_turnover(S, mu),
        },
        "minimum-cvar": {
            "cvxpy with Clarabel": lambda: cvxpy_cvar(X),
            "PyPortfolioOpt": lambda: pypfopt_cvar(X),
            "skfolio": lambda: skfolio_mean_risk(X, "CVAR"),
            "Riskfolio-Lib": lambda: riskfolio(X, S, riskfolio_cvar),
        },
        "ledoit-wolf": {"scikit-learn": lambda: ledoit_wolf(R)},
    }
    for problem, solvers in peers.items():
        for name, ready in solvers.items():
            print(problem, n, name, file=sys.stderr)
            try:
                answer = timed(ready(), runs)
                if problem == "ledoit-wolf":
                    answer["weights"] = answer["weights"][:n]
                out[f"{problem} {n} {name}"] = answer
            except Exception as cause:
                out[f"{problem} {n} {name}"] = {"error": f"{type(cause).__name__}: {cause}"[:200]}
print(json.dumps(out))
