// A shipment service for the order workflow: takes commands from the queue "shipment" and answers to "order-saga".
//
//   RABBITMQ=amqp://user:password@host:5672/ POSTGRES=postgres://user:password@host/acme node shipment.mjs
//
// Delivery is at least once. The parcel's row, one for each order, makes it one parcel; the command is acknowledged when the
// broker has confirmed the answer, so that a crash at any point only makes it come again.
import { once } from 'node:events';
import amqp from 'amqplib';
import { decide, createTable, openDatabase, UnreadableError } from './parcels.mjs';
import { uuidVersion7 } from './uuid.mjs';

const commands = 'shipment';
const answers = 'order-saga';
const prefetch = 100;
const pause = 1000;

const { RABBITMQ, POSTGRES, UNSERVED_COUNTRY } = process.env;
if (!RABBITMQ || !POSTGRES) throw new Error('RABBITMQ and POSTGRES must be set.');

const database = openDatabase(POSTGRES);
await createTable(database);
const connection = await amqp.connect(RABBITMQ);
const channel = await connection.createConfirmChannel();
await channel.prefetch(prefetch);
// The workflow's hosts declare the queue; it is there as soon as one of them has run.
await channel.checkQueue(commands);

// One order at a time: its commands follow each other, other orders do not wait.
const tails = new Map();

await channel.consume(commands, message => {
  if (message === null) stop(new Error('The queue was deleted.'));
  const order = message.properties.correlationId ?? '';
  const tail = (tails.get(order) ?? Promise.resolve()).then(() => handle(message));
  tails.set(order, tail);
  tail.then(() => tails.get(order) === tail && tails.delete(order));
});
console.log('ready');

async function handle(message) {
  try {
    const type = message.properties.headers['message-type'];
    const answer = await decide(database, type, read(message.content), UNSERVED_COUNTRY);
    if (answer) await send(answer.type, answer.body);
    channel.ack(message);
  } catch (error) {
    console.error(error.message);
    // What cannot be read now cannot be read later: the broker takes it to the dead letters. All else comes again, until
    // the broker gives it up; a wait keeps it from coming at full speed.
    if (error instanceof UnreadableError) channel.nack(message, false, false);
    else setTimeout(() => channel.nack(message, false, true), pause);
  }
}

function read(content) {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    throw new UnreadableError('A body is not JSON.');
  }
}

function send(type, body) {
  const messageId = uuidVersion7();
  const options = {
    messageId,
    correlationId: body.orderId,
    contentType: 'application/json',
    persistent: true,
    mandatory: true,
    headers: { 'message-type': type },
  };
  return new Promise((resolve, reject) =>
    channel.sendToQueue(answers, Buffer.from(JSON.stringify({ ...body, messageId })), options, error => error ? reject(error) : resolve()));
}

function stop(error) {
  if (error) console.error(error.message);
  process.exit(error ? 1 : 0);
}

// A service manager starts it again; until then the commands wait in the queue.
connection.on('close', () => stop(new Error('The connection to the broker is closed.')));
connection.on('error', stop);
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
connection.removeAllListeners('close');
await channel.close();
await connection.close();
await database.end();
