/**
 * A web server with policies of MTA-STS, run inside the world: `policy_server.ts ADDRESS CERT KEY`, and
 * then `HOST FILE` for each policy. It says READY, and serves until it is killed.
 */
const [hostname = "", cert = "", key = "", ...files] = Deno.args;

const policies = new Map<string, string>();
for (let at = 0; at < files.length; at += 2) policies.set(files[at] ?? "", files[at + 1] ?? "");

Deno.serve({
  hostname,
  port: 443,
  cert: await Deno.readTextFile(cert),
  key: await Deno.readTextFile(key),
  onListen: () => Deno.stdout.writeSync(new TextEncoder().encode("READY\n")),
}, async (request) => {
  const { pathname } = new URL(request.url);
  const file = policies.get(request.headers.get("Host") ?? "");
  if (pathname !== "/.well-known/mta-sts.txt" || file === undefined) {
    return new Response("no such page", { status: 404 });
  }
  return new Response(await Deno.readTextFile(file));
});
