// Sends orders to the topic "orders", each under an idempotency key of its own, and says how many Kafka has confirmed.
//
//   node send-orders.mjs --brokers=host:9092,host:9093 --orders=10000 --batch=200 --pause=0
//
// A batch that was not confirmed is sent again: its orders keep their keys, so that none becomes two.
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';

const { values } = parseArgs({
  options: {
    brokers: { type: 'string' },
    topic: { type: 'string', default: 'orders' },
    orders: { type: 'string', default: '100' },
    batch: { type: 'string', default: '200' },
    pause: { type: 'string', default: '0' },
  },
});
const [orders, batch, pause] = [values.orders, values.batch, values.pause].map(Number);

const kafka = new Kafka({ clientId: 'shop', brokers: values.brokers.split(','), logLevel: logLevel.NOTHING });
const producer = kafka.producer();
await producer.connect();
for (let sent = 0; sent < orders; sent += batch) {
  const messages = Array.from({ length: Math.min(batch, orders - sent) }, (_, i) => order(sent + i));
  await producer.send({ topic: values.topic, acks: -1, messages });
  print({ sent: sent + messages.length });
  await wait(pause);
}
await producer.disconnect();

function order(number) {
  return {
    key: `customer-${number % 997}`,
    headers: { 'idempotency-key': `kafkajs-${number}` },
    value: JSON.stringify({
      reference: `K-${number}`,
      customerId: `customer-${number % 997}`,
      lines: [{ sku: '85123A', quantity: 1 + (number % 3), unitPrice: 2.55 }],
    }),
  };
}

function print(object) {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}
