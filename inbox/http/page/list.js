// The list: only the rows that are seen are there.
import { addresses, askJson, byId, element, fill, plural, report, tell } from "./base.js";

const ROW_HEIGHT = 64;
const CHUNK = 50;

const scroll = byId("scroll");
const rows = byId("rows");

/** What is known of the list. */
export const list = {
  chosen: undefined,
  onOpen: () => {},
  count: 0,
  total: 0,
  unread: 0,
  rows: new Map(),
  asked: new Set(),
  version: 0,
  // Whether the rows are to be forgotten when others come, and the list begins at its top.
  isStale: false,
  isNew: false,
};

function query() {
  const words = byId("query").value.trim();
  return byId("unread").checked ? `${words} is:unread`.trim() : words;
}

function listPath(start) {
  const words = query();
  const place = words === "" ? "messages?" : `search?query=${encodeURIComponent(words)}&`;
  return `/api/v1/${place}start=${start}&limit=${CHUNK}`;
}

/** Asks for the rows around an index. */
async function load(index) {
  const start = Math.floor(Math.max(0, index) / CHUNK) * CHUNK;
  if (list.asked.has(start)) return;
  list.asked.add(start);
  const version = list.version;
  const found = await askJson(listPath(start));
  if (version !== list.version) return;
  const grown = found.messages_count - list.count;
  const isMoved = !list.isNew && grown > 0 && scroll.scrollTop > ROW_HEIGHT;
  Object.assign(list, { count: found.messages_count, total: found.total, unread: found.unread });
  if (list.isStale) list.rows = new Map();
  list.isStale = false;
  list.isNew = false;
  found.messages.forEach((row, at) => list.rows.set(start + at, row));
  draw();
  // What is looked at stays where it is when mails come before it.
  if (isMoved) scroll.scrollTop += grown * ROW_HEIGHT;
}

/** Asks again for the rows that are seen; until they come, the old ones stay. */
export async function reload(isNew = false) {
  list.version++;
  list.asked.clear();
  list.isStale = true;
  list.isNew = isNew;
  if (isNew) scroll.scrollTop = 0;
  try {
    await load(Math.floor(scroll.scrollTop / ROW_HEIGHT));
    tellCounts();
  } catch (error) {
    report(error);
  }
}

export function tellCounts() {
  const found = query() === "" ? "" : `${plural(list.count, "message")} found; `;
  tell(`${found}${plural(list.total, "message")}, ${list.unread.toLocaleString()} unread`);
  document.title = list.unread > 0 ? `(${list.unread}) mua inbox` : "mua inbox";
}

export function draw() {
  byId("spacer").style.height = `${list.count * ROW_HEIGHT}px`;
  byId("empty").hidden = list.count > 0;
  const first = Math.max(0, Math.floor(scroll.scrollTop / ROW_HEIGHT) - 5);
  const last = Math.min(
    list.count,
    Math.ceil((scroll.scrollTop + scroll.clientHeight) / ROW_HEIGHT) + 5,
  );
  const seen = [];
  for (let index = first; index < last; index++) {
    const row = list.rows.get(index);
    seen.push(row === undefined ? element("div", { className: "row" }) : drawRow(row, index));
    if (row === undefined) load(index).catch(report);
  }
  rows.style.top = `${first * ROW_HEIGHT}px`;
  fill(rows, seen);
  const isSeen = seen.some((row) => row.id === `m-${list.chosen}`);
  scroll.setAttribute("aria-activedescendant", isSeen ? `m-${list.chosen}` : "");
}

function drawRow(row, index) {
  const from = row.From === null ? "(nobody)" : row.From.Name || row.From.Address;
  const files = row.Attachments > 0 ? `${plural(row.Attachments, "file")} · ` : "";
  return element(
    "div",
    {
      id: `m-${row.ID}`,
      className: row.Read ? "row" : "row new",
      role: "option",
      "aria-selected": String(row.ID === list.chosen),
      "aria-posinset": String(index + 1),
      "aria-setsize": String(list.count),
      onclick: () => list.onOpen(row.ID),
    },
    element(
      "div",
      {},
      element("span", { className: "who", textContent: `${from} → ${addresses(row.To)}` }),
      element("span", { className: "when", textContent: timeOf(row.Created) }),
    ),
    element(
      "div",
      {},
      element("span", { className: "what", textContent: row.Subject || "(no subject)" }),
      element("span", { className: "snippet", textContent: `${files}${row.Snippet}` }),
    ),
  );
}

function timeOf(text) {
  const time = new Date(text);
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday ? time.toLocaleTimeString() : time.toLocaleDateString();
}

export function indexOf(id) {
  for (const [index, row] of list.rows) if (row.ID === id) return index;
  return -1;
}

export function choose(index) {
  const row = list.rows.get(index);
  if (row === undefined) return;
  list.chosen = row.ID;
  const top = index * ROW_HEIGHT;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  const bottom = top + ROW_HEIGHT - scroll.clientHeight;
  if (bottom > scroll.scrollTop) scroll.scrollTop = bottom;
  draw();
}
