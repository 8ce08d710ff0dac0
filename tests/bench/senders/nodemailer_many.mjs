/**
 * Sends many mails with nodemailer on Node, each on its own connection, or over connections that are kept
 * for so many mails; prints the milliseconds.
 */
const [nodemailer, port, name, from, to, count, parallel, raw, kept] = process.argv.slice(2);

const { createTransport } = await import(nodemailer);
const pool = { pool: true, maxConnections: Number(parallel), maxMessages: Number(kept) };
const transport = createTransport({
  host: "127.0.0.1",
  port: Number(port),
  name,
  ...(kept === undefined ? {} : pool),
});
let left = Number(count);

const sendWhileLeft = async () => {
  while (left-- > 0) await transport.sendMail({ envelope: { from, to: [to] }, raw });
};

const started = performance.now();
await Promise.all(Array.from({ length: Number(parallel) }, sendWhileLeft));
process.stdout.write(String(performance.now() - started));
transport.close();
