// What is in a mail: its HTML, text, source, parts and links.
import { ask, askJson, element, firstOf, listOf, more, plural, quiet } from "./base.js";

/** Octets of a source that are shown. */
const MAX_SOURCE = 2_000_000;

export function showHtml({ ID }) {
  const path = `/view/${ID}.html?embed=1`;
  const frame = element("iframe", {
    title: "HTML of the message",
    referrerPolicy: "no-referrer",
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
    src: path,
  });
  const button = element("button", {
    id: "images",
    type: "button",
    textContent: "Load remote images",
    onclick: () => {
      frame.src = `${path}&images=remote`;
      button.disabled = true;
    },
  });
  const note = "Scripts never run; links open a new tab. Loading images tells their servers.";
  const bar = element("div", { className: "bar" }, button, element("span", {}, note));
  return [bar, frame];
}

export function showText({ Text }) {
  return [Text === "" ? quiet("No text.") : element("pre", {}, Text)];
}

export async function showSource({ ID }) {
  const [{ fields, header, known }, raw] = await Promise.all([
    askJson(`/api/message/${ID}/inspection`),
    ask(`/api/v1/message/${ID}/raw`).then(beginningOf),
  ]);
  const explained = new Set();
  return [
    element("h3", {}, "Header"),
    firstOf(fields).map((field) => showField(field, known, explained)),
    more(fields.length),
    element("h3", {}, "Body"),
    element("pre", {}, new TextDecoder().decode(raw.slice(header.size))),
    raw.length < MAX_SOURCE ? null : quiet("The rest is not shown."),
  ];
}

function showField({ name, raw, rawBase64, text, writer }, known, explained) {
  const source = (raw ?? atob(rawBase64)).trimEnd();
  const key = name.toLowerCase();
  const isFirst = !explained.has(key);
  explained.add(key);
  const who = writer === "unknown" ? "" : `Written by: ${writer}. `;
  const knowledge = Object.hasOwn(known, key) ? known[key] : undefined;
  const about = knowledge === undefined ? who : `${who}${knowledge.title}. ${knowledge.meaning}`;
  return element(
    "div",
    { className: "field" },
    element("pre", {}, source),
    source.includes(text) ? null : element("div", { className: "about" }, `= ${text}`),
    isFirst && about !== "" ? element("div", { className: "about" }, about) : null,
  );
}

async function beginningOf(response) {
  const pieces = [];
  const reader = response.body.getReader();
  for (let size = 0; size < MAX_SOURCE;) {
    const { value, done } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
  }
  await reader.cancel();
  return new Uint8Array(await new Blob(pieces).arrayBuffer()).slice(0, MAX_SOURCE);
}

export async function showParts({ ID, Attachments, Inline }) {
  const { parts } = await askJson(`/api/message/${ID}/inspection`);
  const files = new Map([...Attachments, ...Inline].map((file) => [file.PartID, file]));
  return [listOf(parts.map((part) => showPart(ID, part, files.get(part.path || "0"))))];
}

function showPart(id, { path, type, charset, encoding, disposition }, file) {
  const words = [path || "whole", type, charset, encoding, disposition].filter((word) => word);
  if (file === undefined) return words.join("  ");
  const link = element("a", {
    href: `/api/v1/message/${id}/part/${encodeURIComponent(file.PartID)}`,
    download: file.FileName || "file",
    textContent: `${file.FileName || "file"} (${plural(file.Size, "octet")})`,
  });
  const sum = element("div", { className: "about" }, `SHA-256 ${file.Checksums.SHA256}`);
  return element("div", {}, `${words.join("  ")}  `, link, sum);
}

export async function showLinks({ ID }) {
  const [links, codes] = await Promise.all([
    askJson(`/api/message/${ID}/links`),
    askJson(`/api/message/${ID}/codes`),
  ]);
  const shown = (items) => items.length === 0 ? quiet("None.") : listOf(items);
  return [
    element("h3", {}, "Links"),
    shown(links.map(linkTo)),
    element("h3", {}, "Codes"),
    shown(codes),
  ];
}

/** A link of a mail leads somewhere only if it is one to a page or an address. */
function linkTo(target) {
  if (!/^(?:https?|mailto):/i.test(target)) return target;
  const rel = "noopener noreferrer";
  return element("a", { href: target, target: "_blank", rel, textContent: target });
}
