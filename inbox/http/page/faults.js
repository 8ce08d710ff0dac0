// The faults of the inbox, switched on and off.
import { ask, askJson, byId, linesOf, report } from "./base.js";

async function setFaults(rules) {
  try {
    await ask("/api/faults", { method: "PUT", body: JSON.stringify({ rules }) });
    byId("faults-error").textContent = "";
    await showFaults();
  } catch (error) {
    byId("faults-error").textContent = error.message;
  }
}

export async function showFaults() {
  const { rules } = await askJson("/api/faults");
  byId("rules").value = rules.join("\n");
  byId("faults-open").textContent = rules.length === 0 ? "Faults" : `Faults (${rules.length})`;
}

byId("faults-open").onclick = async () => {
  await showFaults().catch(report);
  byId("faults").showModal();
};
byId("faults-set").onclick = () => setFaults(linesOf(byId("rules").value));
byId("faults-off").onclick = () => setFaults([]);
byId("faults-close").onclick = () => byId("faults").close();
