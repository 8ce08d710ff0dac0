// The dialogue of the lab over a TCP socket: deno run --allow-net docs/lab/send.ts [HOST [PORT]]
const [hostname = "127.0.0.1", port = "1025"] = Deno.args;
const message = ["SUBJECT: Hi", "", "Hi, Ana!", "... and it works.", "Alberto"];

const conn = await Deno.connect({ hostname, port: Number(port) });
const chunks = conn.readable.pipeThrough(new TextDecoderStream()).getReader();
const writer = conn.writable.getWriter();
let received = "";

/** A line from the server; TCP may bring half of one, or several at once. */
async function readLine(): Promise<string> {
  while (!received.includes("\r\n")) {
    const { value } = await chunks.read();
    if (value === undefined) throw new Error("the server closed the connection");
    received += value;
  }
  const line = received.slice(0, received.indexOf("\r\n"));
  received = received.slice(line.length + 2);
  console.log(`<-  ${line}`);
  return line;
}

/** Sends lines and waits for the reply, which must begin with this digit. */
async function say(lines: string[], digit: string): Promise<void> {
  for (const line of lines) console.log(` -> ${line}`);
  await writer.write(new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join("")));
  let reply = await readLine();
  while (reply[3] === "-") reply = await readLine(); // "250-": more lines follow
  if (!reply.startsWith(digit)) throw new Error(`the server refused: ${reply}`);
}

await say([], "2");
await say(["HELO alberto"], "2");
await say(["MAIL FROM:<alberto@ualg.pt>"], "2");
await say(["RCPT TO:<ana.maria@gmail.com>"], "2");
await say(["DATA"], "3");
await say([...message.map((line) => line.replace(/^\./, "..")), "."], "2"); // RFC 5321 4.5.2
await say(["QUIT"], "2");
conn.close();
