import { writeMail } from "@mua/mua/message";
import { sendMail } from "@mua/mua/smtp";

const [server = "127.0.0.1", port = "1025"] = Deno.args;
const lab = { from: "alberto@ualg.pt", to: "ana.maria@gmail.com", subject: "Hi", text: "Hi, Ana!" };
const { envelope, message } = await writeMail(lab);
const outcomes = await sendMail(envelope, message, { server, port: Number(port) });
for (const { status, explanation } of outcomes) console.log(`${status}: ${explanation}`);
