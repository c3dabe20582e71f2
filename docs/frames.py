# Reads quotes from NATS into numpy: python docs/frames.py .contrail 5
# Needs: pip install nats-py numpy
import asyncio, json, struct, sys
import nats
import numpy as np

# The layout of a record comes out of gateway/asyncapi.json, which is written from the record itself.
KINDS = {"u8": "u1", "enum": "i1", "u16": "<u2", "u32": "<u4", "i64": "<i8", "u64": "<u8",
         "f32": "<f4", "f64": "<f8"}

def dtype_of(message):
    fields = message["x-frame"]["fields"]
    return np.dtype({
        "names": [f["name"] for f in fields],
        "formats": [KINDS.get(f["kind"]) or (f"V{1 + 8 * f['length']}" if f["kind"] == "i64s"
                                             else f"S{f['bytes']}") for f in fields],
        "offsets": [f["offset"] for f in fields],
        "itemsize": message["x-frame"]["rowBytes"],
    })

messages = json.load(open("gateway/asyncapi.json"))["components"]["messages"]
layouts = {m["x-frame"]["recordId"]: (name, dtype_of(m))
           for name, m in messages.items() if "x-frame" in m}

def runs(payload):
    """(record, rows as a numpy array without a copy) for each run of a message."""
    at = 0
    while at < len(payload):
        record, width, rows = struct.unpack_from("<HHI", payload, at)
        at += 8
        name, dtype = layouts.get(record, (None, None))
        if dtype is not None and dtype.itemsize == width:
            yield name, np.frombuffer(payload, dtype, rows, at)
        at += width * rows

async def main(folder, count):
    server = json.load(open(f"{folder}/run/endpoints.json"))["nats"]
    reader = server["users"]["reader"]  # may read the market, features, predictions and signals
    connection = await nats.connect(server["url"], user=reader["user"], password=reader["password"])
    subscription = await connection.subscribe("ticks.market")
    seen = 0
    async for message in subscription.messages:
        for name, rows in runs(message.data):
            if name != "quote":
                continue
            mid = (rows["bid_price_ticks"] + rows["ask_price_ticks"]) / 2
            print(f"{len(rows)} quotes of instruments {np.unique(rows['instrument_id'])}, mid {mid[-1]} ticks")
        seen += 1
        if seen >= count:
            break
    await connection.close()

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
