// What there is to say of a mail: its dialogue, what is wrong with it, and how it differs from what was sent.
import { askJson, element, fill, firstOf, listOf, more, plural, quiet } from "./base.js";

const MARKS = { client: "→", server: "←", note: "=" };

export async function showDialogue({ ID }) {
  const { lines, peer, connection, omitted } = await askJson(`/api/message/${ID}/dialogue`);
  const began = Date.parse(lines[0]?.time);
  return [
    quiet(`Connection ${connection} from ${peer}`),
    lines.map((line) => showLine(line, began)),
    omitted > 0 ? quiet(`${plural(omitted, "line")} left out`) : null,
  ];
}

function showLine({ time, speaker, text, encrypted, code, explained }, began) {
  const seconds = ((Date.parse(time) - began) / 1000).toFixed(3);
  const title = `${speaker}${encrypted ? ", encrypted" : ""}`;
  return element(
    "div",
    {},
    element(
      "div",
      { className: code >= 400 ? "said error" : "said" },
      element("span", { className: "quiet" }, seconds),
      element("span", { title }, MARKS[speaker]),
      element("pre", {}, text),
    ),
    explained.map(({ text, sources }) => {
      const others = sources.filter((source) => !text.includes(source));
      const source = others.length === 0 ? "" : ` (${others.join(", ")})`;
      return element("div", { className: "about" }, `${text}${source}`);
    }),
  );
}

export async function showFindings({ ID }) {
  const { findings, omittedFindings } = await askJson(`/api/message/${ID}/findings`);
  if (findings.length === 0) return [element("p", {}, "Nothing wrong.")];
  return [
    listOf(findings.map(({ severity, text, reference, line, count }) => {
      const times = count > 1 ? ` (${count} times)` : "";
      const word = element("strong", { className: severity }, severity);
      return element("div", {}, word, ` line ${line}: ${text}${times} (${reference})`);
    })),
    omittedFindings > 0 ? quiet(`and ${omittedFindings} more`) : null,
  ];
}

export function showComparing({ ID }) {
  const result = element("div", { role: "status" });
  const input = element("input", {
    id: "sent",
    type: "file",
    onchange: () => compare(ID, input.files[0], result),
  });
  const drop = element(
    "div",
    {
      id: "drop",
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        compare(ID, event.dataTransfer.files[0], result);
      },
    },
    element("label", { htmlFor: "sent" }, "Drop here the mail as it was sent, or choose it: "),
    input,
  );
  return [drop, result];
}

async function compare(id, file, result) {
  if (file === undefined) return;
  try {
    const path = `/api/message/${id}/compare`;
    const { conclusions, header } = await askJson(path, { method: "POST", body: file });
    const changed = header.filter(({ fate }) => fate !== "kept");
    fill(result, [
      element("h3", {}, `Compared with ${file.name}`),
      listOf(conclusions),
      element("h3", {}, "Header fields"),
      firstOf(changed).map(showChange),
      more(changed.length),
    ]);
  } catch (error) {
    fill(result, [element("p", { className: "error" }, error.message)]);
  }
}

function showChange({ name, fate, by, sent, received }) {
  const who = by === undefined ? "" : ` by ${by}`;
  const values = [sent, received].filter((value) => value !== undefined).join("\n→ ");
  const word = element("strong", {}, `${name} ${fate}`);
  return element("div", { className: "field" }, word, who, element("pre", {}, values));
}
