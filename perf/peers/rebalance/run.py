# The same problems in PyPortfolioOpt, cvxpy (Clarabel), OSQP and scikit-learn; prints times and weights as JSON.
import json, sys, time, warnings
import numpy as np, pandas as pd

warnings.filterwarnings("ignore")
folder = sys.argv[1]
config = json.load(open(f"{folder}/config.json"))


def timed(run, runs):
    answer, seconds = run(), []
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


def ledoit_wolf(R):
    from sklearn.covariance import ledoit_wolf
    return lambda: ledoit_wolf(R)[0]


out = {}
for case in config["cases"]:
    n, runs = case["assets"], case["runs"]
    S = np.fromfile(f"{folder}/covariance-{n}.bin").reshape(n, n)
    R = np.fromfile(f"{folder}/returns-{n}.bin").reshape(n, -1).T
    names = [f"A{i:04d}" for i in range(n)]
    mu = R.mean(axis=0)
    peers = {
        "minimum-variance": {"OSQP": osqp_minimum(S), "cvxpy with Clarabel": cvxpy_quadratic(S), "PyPortfolioOpt": pypfopt_minimum(S)},
        "mean-variance": {"cvxpy with Clarabel": cvxpy_quadratic(S, mu, config["riskAversion"])},
        "risk-parity": {"cvxpy with Clarabel": cvxpy_parity(S)},
        "hierarchical-risk-parity": {"PyPortfolioOpt": pypfopt_hierarchical(S, names)},
        "ledoit-wolf": {"scikit-learn": ledoit_wolf(R)},
    }
    for problem, solvers in peers.items():
        for name, run in solvers.items():
            print(problem, n, name, file=sys.stderr)
            try:
                answer = timed(run, runs)
                if problem == "ledoit-wolf":
                    answer["weights"] = answer["weights"][:n]
                out[f"{problem} {n} {name}"] = answer
            except Exception as cause:
                out[f"{problem} {n} {name}"] = {"error": f"{type(cause).__name__}: {cause}"[:200]}
print(json.dumps(out))
