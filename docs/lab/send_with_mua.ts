import { writeMail } from "../../message/mod.ts";
import { sendMail } from "../../smtp/mod.ts";

const [server = "localhost", port = "1025"] = Deno.args;
const lab = { from: "alberto@ualg.pt", to: "ana.maria@gmail.com", subject: "Hi", text: "Hi, Ana!" };
const { envelope, message } = await writeMail(lab);
const outcomes = await sendMail(envelope, message, { server, port: Number(port) });
for (const { status, explanation } of outcomes) console.log(`${status}: ${explanation}`);
