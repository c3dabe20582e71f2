-- Which orders are there, newest first, and where does each stand?
-- Read by GET /v1/orders, and by a gateway that starts, as of the place its stream begins at. The order is its submit command; its state is its newest event,
-- and its price the mean of its fills.
WITH page AS
(
  SELECT *
  FROM order_commands
  WHERE command = 'submit'
    AND stage = 'requested'
    AND (position, output_index) < ({position:UInt64}, {index:UInt16})
    AND (position, output_index) < ({asOfPosition:UInt64}, {asOfIndex:UInt16})
    AND ({instrument:UInt32} = 0 OR instrument_id = {instrument:UInt32})
    AND ({strategy:String} = '' OR strategy = {strategy:String})
    AND ({order:String} = '' OR client_order_id = {order:String})
    AND (empty({accounts:Array(String)}) OR account IN {accounts:Array(String)})
    AND (empty({strategies:Array(String)}) OR strategy IN {strategies:Array(String)})
  ORDER BY position DESC, output_index DESC
  LIMIT {limit:UInt32}
)
SELECT
  c.position AS position,
  c.output_index AS output_index,
  c.instrument_id AS instrument_id,
  toUnixTimestamp64Micro(c.event_time) AS created_us,
  c.client_order_id AS client_order_id,
  c.account AS account,
  c.strategy AS strategy,
  c.side AS side,
  c.order_type AS order_type,
  c.time_in_force AS time_in_force,
  if(e.replaced = 0, c.quantity_lots, e.new_quantity_lots) AS quantity_lots,
  if(e.replaced = 0, c.price_ticks, e.new_price_ticks) AS price_ticks,
  if(r.stop_price_ticks = 0, c.stop_price_ticks, r.stop_price_ticks) AS stop_price_ticks,
  c.trail_ticks AS trail_ticks,
  c.exec_inst AS exec_inst,
  c.order_list_id AS order_list_id,
  c.parent_order_id AS parent_order_id,
  c.algorithm_order_id AS algorithm_order_id,
  c.signal_id AS signal_id,
  c.reason AS reason,
  e.n AS events,
  if(e.n = 0, '', toString(e.last_event)) AS event,
  e.venue_order_id AS venue_order_id,
  e.cum_quantity_lots AS cum_quantity_lots,
  f.filled_lots AS filled_lots,
  f.filled_tick_lots AS filled_tick_lots,
  e.reject_reason AS reject_reason,
  if(q.n = 0, '', toString(q.newest)) AS request_event,
  q.newest_reason AS request_reason,
  q.newest_position AS request_position,
  toUnixTimestamp64Micro(q.newest_time) AS request_us,
  toUnixTimestamp64Micro(e.updated) AS updated_us
FROM page AS c
LEFT JOIN
(
  SELECT
    client_order_id,
    count() AS n,
    argMax(event, (position, output_index)) AS last_event,
    argMaxIf(venue_order_id, (position, output_index), venue_order_id != '') AS venue_order_id,
    max(cum_quantity_lots) AS cum_quantity_lots,
    argMax(reason, (position, output_index)) AS reject_reason,
    countIf(event = 'replaced') AS replaced,
    argMaxIf(quantity_lots, (position, output_index), event = 'replaced') AS new_quantity_lots,
    argMaxIf(price_ticks, (position, output_index), event = 'replaced') AS new_price_ticks,
    max(event_time) AS updated
  FROM order_events
  WHERE event NOT IN ('cancelRejected', 'replaceRejected')
    AND client_order_id IN (SELECT client_order_id FROM page)
    AND (position, output_index) < ({asOfPosition:UInt64}, {asOfIndex:UInt16})
  GROUP BY client_order_id
) AS e ON e.client_order_id = c.client_order_id
LEFT JOIN
(
  SELECT
    client_order_id,
    sum(last_quantity_lots) AS filled_lots,
    sum(last_price_ticks * last_quantity_lots) AS filled_tick_lots
  FROM fills
  WHERE client_order_id IN (SELECT client_order_id FROM page)
    AND (position, output_index) < ({asOfPosition:UInt64}, {asOfIndex:UInt16})
  GROUP BY client_order_id
) AS f ON f.client_order_id = c.client_order_id
LEFT JOIN
(
  SELECT
    client_order_id,
    -- 0 leaves the stop as it is.
    argMaxIf(stop_price_ticks, (position, output_index), stop_price_ticks != 0) AS stop_price_ticks
  FROM order_commands
  WHERE command = 'replace'
    AND stage = 'approved'
    AND client_order_id IN (SELECT client_order_id FROM page)
    AND (position, output_index) < ({asOfPosition:UInt64}, {asOfIndex:UInt16})
  GROUP BY client_order_id
) AS r ON r.client_order_id = c.client_order_id
LEFT JOIN
(
  SELECT
    client_order_id,
    count() AS n,
    argMax(event, (position, output_index)) AS newest,
    argMax(reason, (position, output_index)) AS newest_reason,
    argMax(event_time, (position, output_index)) AS newest_time,
    max(position) AS newest_position
  FROM order_events
  WHERE event IN ('canceled', 'cancelRejected', 'replaced', 'replaceRejected')
    AND client_order_id IN (SELECT client_order_id FROM page)
    AND (position, output_index) < ({asOfPosition:UInt64}, {asOfIndex:UInt16})
  GROUP BY client_order_id
) AS q ON q.client_order_id = c.client_order_id
ORDER BY position DESC, output_index DESC
