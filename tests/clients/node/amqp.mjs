import amqp from 'amqplib';

/** Gives `use` an open connection and closes it afterwards, also when it ends with an error. */
export async function withConnection(url, use) {
  const connection = await amqp.connect(url);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

/** Options as --name=value; what has no default has to be given. */
export function readOptions(defaults) {
  const options = { ...defaults };
  for (const argument of process.argv.slice(2)) {
    const [, name, value] = /^--([a-zA-Z]+)=(.*)$/s.exec(argument) ?? [];
    if (name === undefined || !(name in defaults)) fail(`unknown option: ${argument}`);
    options[name] = value;
  }
  const missing = Object.keys(options).filter(name => options[name] === undefined);
  if (missing.length > 0) fail(`missing: ${missing.map(name => `--${name}=...`).join(' ')}`);
  return options;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
