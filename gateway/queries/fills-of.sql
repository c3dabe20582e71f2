-- Which executions do some orders have?
-- Read by GET /v1/tca.
SELECT {columns}
FROM fills AS t
WHERE t.client_order_id IN {orders:Array(String)}
ORDER BY t.position, t.output_index
