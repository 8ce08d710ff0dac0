// The mail that is open, and its tabs.
import { addresses, ask, askJson, byId, element, fill, quiet, report } from "./base.js";
import { draw, indexOf, list, reload, tellCounts } from "./list.js";
import { showComparing, showDialogue, showFindings } from "./judged.js";
import { showHtml, showLinks, showParts, showSource, showText } from "./shown.js";

/** What is open: the ID of a mail. */
export const mail = { opened: undefined };

const panel = byId("panel");

export async function remove(id) {
  const index = indexOf(id);
  const next = list.rows.get(index + 1) ?? list.rows.get(index - 1);
  await ask("/api/v1/messages", { method: "DELETE", body: JSON.stringify({ IDs: [id] }) });
  if (id === mail.opened) close();
  list.chosen = next?.ID;
  await reload();
}

export function close() {
  mail.opened = undefined;
  byId("mail").hidden = true;
  byId("hint").hidden = false;
  document.body.classList.remove("open");
  byId("scroll").focus();
}

export async function open(id) {
  list.chosen = id;
  mail.opened = id;
  draw();
  try {
    const whole = await askJson(`/api/v1/message/${id}`);
    if (mail.opened !== id) return;
    show(whole);
    const row = list.rows.get(indexOf(id));
    if (row === undefined || row.Read) return;
    row.Read = true;
    list.unread--;
    tellCounts();
    draw();
  } catch (error) {
    report(error);
  }
}

function show(whole) {
  byId("subject").textContent = whole.Subject || "(no subject)";
  const people = [
    ["From", whole.From === null ? "(nobody)" : addresses([whole.From])],
    ["To", addresses(whole.To)],
    ["Cc", addresses(whole.Cc)],
    ["Bcc", addresses(whole.Bcc)],
    ["Reply-To", addresses(whole.ReplyTo)],
    ["Date", new Date(whole.Date).toLocaleString()],
  ];
  fill(
    byId("people"),
    people.filter(([, value]) => value !== "").flatMap(([name, value]) => [
      element("dt", {}, name),
      element("dd", {}, value),
    ]),
  );
  byId("download").href = `/api/v1/message/${whole.ID}/raw?dl=1`;
  byId("mail").hidden = false;
  byId("hint").hidden = true;
  document.body.classList.add("open");
  fill(byId("tabs"), tabsOf(whole).map(([name, render]) => tab(name, render, whole)));
  byId("tabs").firstElementChild.click();
  byId("mail").focus({ preventScroll: true });
}

function tabsOf({ HTML, Attachments, Inline }) {
  return [
    ...(HTML === "" ? [] : [["HTML", showHtml]]),
    ["Text", showText],
    ["Source", showSource],
    [`Parts (${Attachments.length + Inline.length})`, showParts],
    ["Links", showLinks],
    ["Dialogue", showDialogue],
    ["Findings", showFindings],
    ["Compare", showComparing],
  ];
}

function tab(name, render, whole) {
  return element("button", {
    type: "button",
    role: "tab",
    textContent: name,
    "aria-controls": "panel",
    onclick: (event) => showTab(event.currentTarget, render, whole),
    onkeydown: moveTab,
  });
}

async function showTab(tab, render, whole) {
  for (const other of byId("tabs").children) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  panel.className = render === showHtml ? "frame" : "";
  panel.setAttribute("aria-label", tab.textContent);
  fill(panel, [quiet("Loading")]);
  const isShown = () => mail.opened === whole.ID && tab.getAttribute("aria-selected") === "true";
  try {
    const content = await render(whole);
    if (isShown()) fill(panel, content);
  } catch (error) {
    if (isShown()) fill(panel, [element("p", { className: "error" }, error.message)]);
  }
}

function moveTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const tabs = [...byId("tabs").children];
  const next = tabs[(tabs.indexOf(event.currentTarget) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}
