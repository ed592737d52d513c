// Prints the events of the exchange "orders", one JSON object a line, until it is told to stop.
//
//   node consume.mjs --url=amqp://user:password@host:5672/ --keys=order.*,payment.*,inventory.low --queue=my-events
//
// The queue is durable and has a name, so that nothing is missed while this program is not running. An event is
// acknowledged after it was printed: one may be printed twice, and none is lost.
import { once } from 'node:events';
import { readOptions, withConnection } from './amqp.mjs';

const exchange = 'orders';
const prefetch = 100;

const { url, queue, keys } = readOptions({ url: undefined, queue: undefined, keys: '#' });
const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);

await withConnection(url, async connection => {
  const channel = await connection.createChannel();
  await channel.prefetch(prefetch);
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  // The workflow declares the exchange; whoever comes first may, if in the same way.
  await channel.assertExchange(exchange, 'topic', { durable: true });
  for (const key of keys.split(',')) await channel.bindQueue(queue, exchange, key);
  await channel.consume(queue, message => {
    if (message === null) throw new Error('The queue was deleted.');
    print(describe(message));
    channel.ack(message);
  });
  print({ ready: true });
  await stopped;
  await channel.close();
});

function describe({ fields, properties, content }) {
  return {
    routingKey: fields.routingKey,
    redelivered: fields.redelivered,
    messageId: properties.messageId,
    correlationId: properties.correlationId,
    contentType: properties.contentType,
    persistent: properties.deliveryMode === 2,
    headers: properties.headers,
    body: JSON.parse(content.toString('utf8')),
  };
}

function print(object) {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}
