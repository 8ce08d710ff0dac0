/** Sends a mail with nodemailer on Node. */
const [nodemailer, port, name, from, to, subject, text, ...paths] = process.argv.slice(2);

const { createTransport } = await import(nodemailer);
const transport = createTransport({ host: "127.0.0.1", port: Number(port), name });
const attachments = paths.map((path) => ({ path }));
await transport.sendMail({ from, to, subject, text, attachments });
