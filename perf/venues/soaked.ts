// The venues that are tried, what is traded at each, and how fast its rate limit lets orders go.

/** Every live venue. Kraken's limit lets about one request a second through. */
export const soakedVenues = [
  { venue: "binance", symbols: ["BTC/USDT", "ETH/USDT"], ordersPerSecond: 2 },
  { venue: "binance-usdm", symbols: ["BTC/USDT", "ETH/USDT"], ordersPerSecond: 2 },
  { venue: "coinbase", symbols: ["BTC/USD", "ETH/USD"], ordersPerSecond: 2 },
  { venue: "kraken", symbols: ["BTC/USD", "ETH/USD"], ordersPerSecond: 0.2 },
  { venue: "bybit", symbols: ["BTC/USDT", "ETH/USDT"], ordersPerSecond: 2 },
  { venue: "bybit-linear", symbols: ["BTC/USDT", "ETH/USDT"], ordersPerSecond: 2 },
] as const;
