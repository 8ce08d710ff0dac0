// A mail is let out, where the inbox was told of a server for that.
import { ask, askJson, byId, linesOf, tell } from "./base.js";

const dialog = byId("release");
const recipients = byId("release-to");

/** Shows the button, if there is such a server. */
export async function prepareRelease(openedId) {
  const { MessageRelay } = await askJson("/api/v1/webui");
  byId("release-server").textContent = MessageRelay.SMTPServer;
  byId("release-open").hidden = !MessageRelay.Enabled;
  byId("release-open").onclick = () => {
    recipients.value = "";
    byId("release-error").textContent = "";
    dialog.showModal();
  };
  byId("release-close").onclick = () => dialog.close();
  byId("release-send").onclick = () => release(openedId());
}

async function release(id) {
  const send = byId("release-send");
  const body = JSON.stringify({ To: linesOf(recipients.value) });
  send.disabled = true;
  byId("release-error").textContent = "";
  try {
    await ask(`/api/v1/message/${id}/release`, { method: "POST", body });
    dialog.close();
    tell("Released");
  } catch (error) {
    byId("release-error").textContent = error.message;
  } finally {
    send.disabled = false;
  }
}
