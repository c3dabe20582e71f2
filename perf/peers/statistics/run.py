# The figures of a made equity curve by empyrical; prints JSON. Kept as actors/run/backtest/statistics.golden.json.
import json, sys, warnings

warnings.filterwarnings("ignore")
import empyrical, numpy as np

days, year = 500, 365.25
random = np.random.default_rng(11)
steps = np.round(1 + random.standard_t(4, days) / 150, 6)
equity = np.round(100_000 * np.concatenate([[1.0], np.cumprod(steps)]), 2)
# The first day stands still; annual figures count the days between the first and the last.
moved = equity[1:] / equity[:-1] - 1
returns = np.concatenate([[0.0], moved])
golden = {
    "madeBy": "npm run bench:statistics",
    "library": f"empyrical-reloaded {empyrical.__version__}",
    "equity": [float(one) for one in equity],
    "annualReturn": empyrical.annual_return(moved, annualization=year),
    "annualVolatility": empyrical.annual_volatility(returns, annualization=year),
    "sharpe": empyrical.sharpe_ratio(returns, annualization=year),
    "sortino": empyrical.sortino_ratio(returns, annualization=year),
    "calmar": empyrical.calmar_ratio(moved, annualization=year),
    "maxDrawdown": -empyrical.max_drawdown(moved),
    "valueAtRisk95": empyrical.value_at_risk(returns, 0.05),
    "conditionalValueAtRisk95": empyrical.conditional_value_at_risk(returns, 0.05),
}
print(json.dumps({key: one if isinstance(one, (str, list)) else float(one) for key, one in golden.items()}))
