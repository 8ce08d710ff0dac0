// The page of an inbox: what its user does, and what happens in the inbox.
import { ask, byId, report, tell } from "./base.js";
import { showFaults } from "./faults.js";
import { choose, draw, indexOf, list, reload } from "./list.js";
import { close, mail, open, remove } from "./mail.js";
import { prepareRelease } from "./release.js";

/** Milliseconds in which changes become one. */
const QUIET = 150;

/** So many times as long as the list takes, changes become one: the mails that come have the machine first. */
const PATIENCE = 8;
const LONGEST = 2000;

const scroll = byId("scroll");

let typing;
byId("query").oninput = () => {
  clearTimeout(typing);
  typing = setTimeout(() => reload(true), QUIET);
};
byId("unread").onchange = () => reload(true);
byId("search").onsubmit = (event) => {
  event.preventDefault();
  scroll.focus();
};
byId("back").onclick = close;
byId("delete").onclick = () => remove(mail.opened).catch(report);
byId("clear").onclick = async () => {
  if (!confirm("Delete all messages?")) return;
  close();
  await ask("/api/v1/messages", { method: "DELETE" }).catch(report);
  await reload(true);
};
list.onOpen = open;
scroll.onscroll = draw;
addEventListener("resize", draw);

const down = () => choose(indexOf(list.chosen) + 1);
const up = () => choose(Math.max(0, indexOf(list.chosen) - 1));
const KEYS = {
  j: down,
  k: up,
  ArrowDown: down,
  ArrowUp: up,
  Home: () => choose(0),
  Enter: () => list.chosen && open(list.chosen),
  Delete: () => list.chosen && remove(list.chosen).catch(report),
  "/": () => byId("query").focus(),
  Escape: () => mail.opened && close(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
    return;
  }
  if (key === "Escape" && target === byId("query")) scroll.focus();
  if (target.closest("input, textarea")) return;
  // Elsewhere these keys have a meaning of their own.
  const isOfList = target === scroll || target === document.body || target === byId("mail");
  if (/^(?:Arrow|Home|Enter)/.test(key) && !isOfList) return;
  const act = KEYS[key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});

const events = new EventSource("/api/events?types=stats,update,delete,truncate");
let waiting;
let pause = QUIET;
events.onmessage = ({ data }) => {
  const { Type, Data } = JSON.parse(data);
  if (Type === "truncate" || (Type === "delete" && Data.ID === mail.opened)) close();
  if (Type === "update" && Data.Faults) return void showFaults().catch(report);
  waiting ??= setTimeout(async () => {
    waiting = undefined;
    const began = performance.now();
    await reload();
    pause = Math.min(LONGEST, Math.max(QUIET, (performance.now() - began) * PATIENCE));
  }, pause);
};
// After a pause nobody knows what was missed.
events.onopen = () => reload();
events.onerror = () => tell("The connection to the inbox is lost; trying again");

showFaults().catch(report);
prepareRelease(() => mail.opened).catch(report);
reload(true);
