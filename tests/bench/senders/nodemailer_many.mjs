/** Sends many mails with nodemailer on Node, each on its own connection; prints the milliseconds. */
const [nodemailer, port, name, from, to, count, parallel, raw] = process.argv.slice(2);

const { createTransport } = await import(nodemailer);
const transport = createTransport({ host: "127.0.0.1", port: Number(port), name });
let left = Number(count);

const sendWhileLeft = async () => {
  while (left-- > 0) await transport.sendMail({ envelope: { from, to: [to] }, raw });
};

const started = performance.now();
await Promise.all(Array.from({ length: Number(parallel) }, sendWhileLeft));
process.stdout.write(String(performance.now() - started));
