const test = require("node:test");
const assert = require("node:assert");
const nodemailer = require("nodemailer");

const { MAILPIT_URL = "http://localhost:8025", SMTP_HOST = "localhost", SMTP_PORT = "1025" } =
  process.env;

/** What is tested: it sends a new user a link and a code. */
async function signUp(address) {
  const transport = nodemailer.createTransport({ host: SMTP_HOST, port: Number(SMTP_PORT) });
  await transport.sendMail({
    from: "Shop <shop@x.example>",
    to: address,
    subject: "Please confirm your address",
    text: "Go to https://x.example/confirm?a=1 and type 123456.",
  });
}

async function call(path, options) {
  const response = await fetch(new URL(path, MAILPIT_URL), options);
  const answer = await response.json();
  // If no mail comes, the error says what came instead.
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

test("a new user gets a link and a code", async () => {
  await signUp("ana@y.example");
  const mail = await call("/api/wait?to=ana@y.example&subject=confirm&timeout=5s");
  assert.equal(mail.From.Address, "shop@x.example");
  assert.deepEqual(await call(`/api/message/${mail.ID}/links`), ["https://x.example/confirm?a=1"]);
  assert.deepEqual(await call(`/api/message/${mail.ID}/codes`), ["123456"]);
});

test("a refused recipient is noticed", async () => {
  const rules = ["rcpt=550 5.1.1 no such user once"];
  await call("/api/faults", { method: "PUT", body: JSON.stringify({ rules }) });
  await assert.rejects(() => signUp("nobody@y.example"), /550 5\.1\.1 no such user/);
});
