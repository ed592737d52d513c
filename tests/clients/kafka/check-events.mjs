// Checks what kcat has read from the topic "order-events":
//
//   kcat -b host:9092 -t order-events -C -o beginning -J | node check-events.mjs --orders=10000
//
// Each event counts once, by its id; those of an order must stand on one partition, in causal order, from the first to
// the last. The last line of the output is a JSON object; the exit code is 1 when anything is missing or out of order.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { orders: { type: 'string' } } });

// Each event, and those that must stand before it in its order if they happened at all.
const after = {
  'order-submitted.v1': [],
  'order-stock-reserved.v1': ['order-submitted.v1'],
  'payment-succeeded.v1': ['order-stock-reserved.v1'],
  'payment-failed.v1': ['order-stock-reserved.v1'],
  'order-paid.v1': ['payment-succeeded.v1'],
  'order-shipped.v1': ['order-paid.v1'],
  'order-completed.v1': ['order-shipped.v1'],
  'order-rejected.v1': ['order-submitted.v1'],
  'order-cancelled.v1': ['order-submitted.v1'],
  'order-suspended.v1': ['order-submitted.v1'],
};
const ends = ['order-completed.v1', 'order-rejected.v1', 'order-cancelled.v1'];

const seen = new Set();
const orders = new Map();
const faults = [];
let records = 0;

for await (const line of createInterface({ input: process.stdin })) {
  if (line.length === 0) continue;
  const record = JSON.parse(line);
  const headers = Object.fromEntries(pairs(record.headers ?? []));
  records++;
  if (headers.ce_specversion !== '1.0') fault(`no CloudEvent at ${record.partition}/${record.offset}`);
  if (headers.ce_subject !== record.key) fault(`key ${record.key} tells of ${headers.ce_subject}`);
  if (JSON.parse(record.payload).messageId !== headers.ce_id) fault(`another id in the body of ${headers.ce_id}`);
  if (seen.has(headers.ce_id)) continue;
  seen.add(headers.ce_id);
  take(record, headers.ce_type);
}
for (const [key, { types }] of orders) {
  if (types.filter(type => ends.includes(type)).length !== 1) fault(`order ${key} has no single end: ${types.join(', ')}`);
}
if (values.orders !== undefined && orders.size !== Number(values.orders)) fault(`${orders.size} orders instead of ${values.orders}`);

for (const text of faults.slice(0, 20)) console.error(text);
console.log(JSON.stringify({ records, events: seen.size, repeats: records - seen.size, orders: orders.size, faults: faults.length }));
process.exitCode = faults.length === 0 ? 0 : 1;

function take(record, type) {
  const order = orders.get(record.key) ?? { partition: record.partition, types: [] };
  orders.set(record.key, order);
  if (order.partition !== record.partition) fault(`order ${record.key} stands on two partitions`);
  for (const before of after[type] ?? []) {
    if (!order.types.includes(before)) fault(`order ${record.key}: ${type} before ${before}`);
  }
  if (order.types.some(earlier => ends.includes(earlier)) && type in after) fault(`order ${record.key}: ${type} after its end`);
  if (order.types.includes(type) && type !== 'order-suspended.v1') fault(`order ${record.key}: ${type} twice under two ids`);
  order.types.push(type);
}

// kcat gives names and values in turn.
function* pairs(list) {
  for (let i = 0; i < list.length; i += 2) yield [list[i], list[i + 1]];
}

function fault(text) {
  faults.push(text);
}
