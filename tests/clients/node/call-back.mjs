// Tells the workflow what became of a payment, as a payment gateway would; returns when the broker has it.
//
//   node call-back.mjs --url=amqp://user:password@host:5672/ --orderId=... --status=SUCCESS --reference=ch_1
import { randomBytes, randomUUID } from 'node:crypto';
import { readOptions, withConnection } from './amqp.mjs';

const exchange = 'payment.callbacks';

const { url, orderId, status, reference } = readOptions({ url: undefined, orderId: undefined, status: undefined, reference: '' });
const messageId = randomUUID();
const callback = {
  orderId,
  messageId,
  traceId: randomBytes(16).toString('hex'),
  businessType: 'NORMAL',
  payStatus: status,
  ...(reference && { reference }),
};

await withConnection(url, async connection => {
  const channel = await connection.createConfirmChannel();
  const returned = new Promise((_, reject) => channel.on('return', () => reject(new Error(`No queue takes the status ${status}.`))));
  channel.publish(exchange, status, Buffer.from(JSON.stringify(callback)), {
    messageId,
    correlationId: orderId,
    contentType: 'application/vnd.workflow+json',
    persistent: true,
    mandatory: true,
    headers: { 'message-type': 'payment-callback.v1' },
  });
  // A message that no queue takes comes back before it is confirmed.
  await Promise.race([channel.waitForConfirms(), returned]);
  await channel.close();
});
