// What the other files of the page share. What mails say goes into the document as text alone.

/** Elements of one list that are shown: a mail may have 100,000 parts. */
const MAX_ITEMS = 2_000;

export const byId = (id) => document.getElementById(id);

/**
 * Makes an element.
 *
 * @param name Its name.
 * @param properties Its properties, and its attributes with a hyphen in their names.
 * @param children What is in it: texts, elements, lists of them; `null` is left out.
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") made.setAttribute(key, value);
    else made[key] = value;
  }
  return children.length === 0 ? made : fill(made, children);
}

/** Puts children into an element, in place of what is in it. */
export function fill(parent, children) {
  parent.replaceChildren();
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) parent.append(child);
  }
  return parent;
}

/** A list, cut where it gets too long. */
export function listOf(items) {
  const shown = items.slice(0, MAX_ITEMS).map((item) => element("li", {}, item));
  return element("ul", {}, shown, more(items.length));
}

/** What is left of a list that was cut. */
export function more(count) {
  return count > MAX_ITEMS ? element("p", {}, `and ${count - MAX_ITEMS} more`) : null;
}

/** Those of a list that are shown. */
export function firstOf(items) {
  return items.slice(0, MAX_ITEMS);
}

export function quiet(text) {
  return element("p", { className: "quiet" }, text);
}

export function tell(text) {
  byId("status").textContent = text;
}

export function report(error) {
  tell(error instanceof Error ? error.message : String(error));
}

export async function ask(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Error((await response.text()).trim() || `status ${response.status}`);
  return response;
}

export async function askJson(path, options) {
  return await (await ask(path, options)).json();
}

/** The lines of a text that have something in them. */
export function linesOf(text) {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

export function plural(count, word) {
  return `${count.toLocaleString()} ${word}${count === 1 ? "" : "s"}`;
}

export function addresses(list) {
  return list.map(({ Name, Address }) => (Name === "" ? Address : `${Name} <${Address}>`)).join(
    ", ",
  );
}
