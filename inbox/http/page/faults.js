// The faults of the inbox, switched on and off.
import { ask, askJson, byId, element, report } from "./base.js";

/** What is tried most, and what it does. */
const USUAL = [
  ["rcpt=550 5.1.1 no such user", "refuses every recipient"],
  ["rcpt:*=451 4.7.1 try again later once", "lets nobody in at the first try (greylisting)"],
  ["mail=421 4.7.28 slow down above 10/min", "takes ten mails a minute"],
  ["dot=554 5.7.1 looks like spam", "refuses every message"],
  ["dot=drop", "stores the message, and closes the connection without a reply"],
  ["dot=stall", "stores the message, and never replies"],
];

let inForce = [];
/** The switch of each rule that was ever in force here, or is usual. */
const switches = new Map();

async function setFaults(rules) {
  try {
    await ask("/api/faults", { method: "PUT", body: JSON.stringify({ rules }) });
    byId("faults-error").textContent = "";
    return true;
  } catch (error) {
    byId("faults-error").textContent = error.message;
    return false;
  } finally {
    await showFaults().catch(report);
  }
}

export async function showFaults() {
  const { rules } = await askJson("/api/faults");
  inForce = rules;
  for (const rule of rules) if (!switches.has(rule)) addSwitch(rule, "");
  for (const [rule, box] of switches) box.checked = rules.includes(rule);
  byId("faults-open").textContent = rules.length === 0 ? "Faults" : `Faults (${rules.length})`;
}

function addSwitch(rule, meaning) {
  const box = element("input", { type: "checkbox" });
  box.onchange = () =>
    setFaults(box.checked ? [...inForce, rule] : inForce.filter((other) => other !== rule));
  switches.set(rule, box);
  const words = meaning === "" ? null : element("span", { className: "quiet" }, ` ${meaning}`);
  byId("rules").append(
    element("li", {}, element("label", {}, box, " ", element("code", {}, rule), words)),
  );
}

for (const [rule, meaning] of USUAL) addSwitch(rule, meaning);

byId("faults-open").onclick = async () => {
  await showFaults().catch(report);
  byId("faults").showModal();
};
byId("fault-add").onsubmit = async (event) => {
  event.preventDefault();
  const rule = byId("fault").value.trim();
  if (rule === "" || inForce.includes(rule)) return;
  if (await setFaults([...inForce, rule])) byId("fault").value = "";
};
byId("faults-off").onclick = () => setFaults([]);
byId("faults-close").onclick = () => byId("faults").close();
