import { assertEquals } from "../../../std/assert.ts";
import { TestFace } from "../face.ts";

async function statusFor(
  headers: Record<string, string>,
  init: { readonly method?: string; readonly path?: string; readonly origins?: string[] } = {},
): Promise<number> {
  using face = await TestFace.open({ guard: { hosts: ["mail"], origins: init.origins ?? [] } });
  const { method = "GET", path = "/api/v1/info" } = init;
  return (await face.ask(path, { method, headers })).status;
}

for (
  const [host, status] of [
    ["localhost:8025", 200],
    ["LOCALHOST", 200],
    ["app.localhost:8025", 200],
    ["127.0.0.1:8025", 200],
    ["192.0.2.1", 200],
    ["[::1]:8025", 200],
    ["mail:8025", 200],
    ["evil.example", 403],
    ["localhost.evil.example:8025", 403],
    ["127.0.0.1.evil.example", 403],
    ["localhost:8025@evil.example", 403],
    ["evillocalhost", 403],
    ["mail.evil.example", 403],
    ["", 403],
  ] as const
) {
  Deno.test(`the host "${host}" is answered with ${status}`, async () => {
    assertEquals(await statusFor({ host }), status);
  });
}

for (
  const [what, headers, status] of [
    ["of its own page", { origin: "http://127.0.0.1:8025", "sec-fetch-site": "same-origin" }, 200],
    ["of its own page behind TLS", { origin: "https://127.0.0.1:8025" }, 200],
    ["of another site", { origin: "http://evil.example" }, 403],
    ["of another port of this machine", { origin: "http://127.0.0.1:3000" }, 403],
    ["of a sandbox", { origin: "null" }, 403],
    ["of another site, for a picture", {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "no-cors",
      "sec-fetch-dest": "image",
    }, 403],
    ["of another site, for a frame", {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "iframe",
    }, 403],
    ["of another site, to go there", {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    }, 200],
    ["that its user typed", { "sec-fetch-site": "none" }, 200],
    ["of a program", {}, 200],
  ] as const
) {
  Deno.test(`a request ${what} is answered with ${status}`, async () => {
    assertEquals(await statusFor({ host: "127.0.0.1:8025", ...headers }), status);
  });
}

Deno.test("a form of another site cannot delete", async () => {
  using face = await TestFace.open();
  await face.receive("Subject: Hi\r\n\r\n");
  const headers = { origin: "http://evil.example", "content-type": "text/plain" };
  const [status] = await face.status("/api/v1/messages", { method: "DELETE", headers });
  assertEquals([status, face.desk.messages.length], [403, 1]);
});

Deno.test("--cors lets the pages of one origin in, and tells browsers so", async () => {
  const guard = { hosts: [], origins: ["http://localhost:3000"] };
  using face = await TestFace.open({ guard });
  const headers = { origin: "http://localhost:3000", "sec-fetch-site": "same-site" };
  for (const method of ["GET", "OPTIONS"]) {
    const response = await face.ask("/api/v1/info", { method, headers });
    const allowed = response.headers.get("access-control-allow-origin");
    assertEquals([allowed, response.headers.get("vary")], ["http://localhost:3000", "Origin"]);
    assertEquals(response.headers.get("cross-origin-resource-policy"), null);
  }
  const other = { origin: "http://localhost:3001" };
  const response = await face.ask("/api/v1/info", { headers: other });
  assertEquals([response.status, response.headers.get("access-control-allow-origin")], [403, null]);
});

Deno.test("with a password nothing is answered without it but that it runs", async () => {
  const credentials = { user: "ana", password: "p:ä" };
  using face = await TestFace.open({ guard: { hosts: [], origins: [], credentials } });
  const basic = (text: string): Record<string, string> => ({
    authorization: `Basic ${new TextEncoder().encode(text).toBase64()}`,
  });
  const statusOf = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await face.ask(path, { headers })).status;
  for (const path of ["/", "/api/v1/info", "/api/events", "/page/main.js", "/nothing"]) {
    const response = await face.ask(path);
    assertEquals(response.status, 401, path);
    assertEquals(response.headers.get("www-authenticate")?.startsWith("Basic "), true);
  }
  assertEquals(await statusOf("/livez", {}), 200);
  assertEquals(await statusOf("/readyz", {}), 200);
  assertEquals(await statusOf("/api/v1/info", basic("ana:p:ä")), 200);
  for (const wrong of ["ana:p", "ana:p:ä ", "eva:p:ä", "ana", "", ":"]) {
    assertEquals(await statusOf("/api/v1/info", basic(wrong)), 401, wrong);
  }
  for (const authorization of ["Basic", "Basic %%", "Bearer YTpi", "ana:p:ä".replace("ä", "a")]) {
    assertEquals(await statusOf("/api/v1/info", { authorization }), 401, authorization);
  }
});

Deno.test("every answer keeps browsers from taking it for a document of this server", async () => {
  using face = await TestFace.open();
  await face.receive("Subject: Hi\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>");
  const paths = ["/", "/nothing", "/api/v1/messages", "/api/v1/message/1/raw", "/view/1.html"];
  for (const path of paths) {
    const { headers } = await face.ask(path);
    assertEquals(headers.get("x-content-type-options"), "nosniff", path);
    assertEquals(headers.get("content-security-policy")?.startsWith("default-src 'none'"), true);
    assertEquals(headers.get("referrer-policy"), "no-referrer", path);
    assertEquals(headers.get("cache-control"), "no-store", path);
  }
});
