// What each command means to an order's parcel. Every statement is a transaction of its own, and may be repeated.
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export class UnreadableError extends Error {}

export function openDatabase(address) {
  const database = new pg.Pool({ connectionString: address });
  // A connection that breaks while nobody uses it is replaced by the pool.
  database.on('error', error => console.error(error.message));
  return database;
}

export const createTable = database => database.query(`
  CREATE TABLE IF NOT EXISTS parcel (
    order_id uuid PRIMARY KEY, status text NOT NULL, tracking_number text, reason text)`);

/** The answer to a command; null for one that has none. */
export async function decide(database, type, command, unservedCountry) {
  switch (type) {
    case 'arrange-shipment.v1':
      return await arrange(database, check(command), unservedCountry);
    case 'cancel-shipment.v1':
      return await cancel(database, check(command));
    default:
      throw new UnreadableError(`The message type ${type} is unknown.`);
  }
}

async function arrange(database, command, unservedCountry) {
  const refused = command.country !== undefined && command.country === unservedCountry;
  await database.query(
    'INSERT INTO parcel (order_id, status, tracking_number, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    refused
      ? [command.orderId, 'rejected', null, `We do not go to ${command.country}.`]
      : [command.orderId, 'arranged', `ACME${randomUUID().replaceAll('-', '')}`, null]);
  // Whoever came first: a repeat gets the first answer again, and after a cancellation there is none.
  const { rows: [parcel] } = await database.query('SELECT status, tracking_number, reason FROM parcel WHERE order_id = $1', [command.orderId]);
  if (parcel.status === 'arranged') return answer('shipment-arranged.v1', command, { trackingNumber: parcel.tracking_number });
  if (parcel.status === 'rejected') return answer('shipment-rejected.v1', command, { reason: parcel.reason });
  return null;
}

async function cancel(database, command) {
  // Also when nothing was arranged yet: the row bars an arrangement that comes later.
  await database.query(
    `INSERT INTO parcel (order_id, status) VALUES ($1, 'cancelled') ON CONFLICT (order_id) DO UPDATE SET status = 'cancelled'`,
    [command.orderId]);
  return answer('shipment-cancelled.v1', command, {});
}

function answer(type, { orderId, traceId, businessType }, more) {
  return { type, body: { orderId, traceId, businessType, ...more } };
}

function check(command) {
  for (const field of ['orderId', 'messageId', 'traceId', 'businessType'])
    if (typeof command?.[field] !== 'string') throw new UnreadableError(`A command lacks ${field}.`);
  return command;
}
