/**
 * Row: how soon a browser shows something of the page of an inbox with many mails.
 * @module
 */
import { Browser, noBrowser, type Page } from "../../support/browser.ts";
import { Process } from "../../support/process.ts";
import { underDeno } from "../../support/program.ts";
import { type Bench, plan } from "../bench.ts";
import { EHLO_NAME, RECIPIENT, SENDER } from "../letter.ts";
import { timeProcess } from "../process.ts";
import { installed } from "../programs.ts";
import { race, type Run, type Subject } from "../race.ts";
import type { Comparison, LeftOut } from "../report.ts";

const ROUNDS = 9;
const MAILS = { quick: 500, full: 10_000 };
const SIZE = { width: 1280, height: 800 };
/** The least that a browser has to show, in a process of its own as the page of the inbox. */
const EMPTY = new Response("<!doctype html><title>Empty</title><p>Hello", {
  headers: { "content-type": "text/html", "cross-origin-opener-policy": "same-origin" },
});
/** What a page says of the first thing that was drawn, as soon as something was. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) {
      if (name === "first-contentful-paint") resolve(startTime);
    }
  }).observe({ type: "paint", buffered: true });
})`;

/** The page of an inbox, and an empty document in the same browser: in a new tab, and loaded again. */
export async function page(bench: Bench): Promise<readonly (Comparison | LeftOut)[]> {
  const mails = bench.quick ? MAILS.quick : MAILS.full;
  const title = `First paint in Chromium of the page of an inbox with ${mails} mails`;
  const source = installed("smtp-source");
  if (noBrowser !== undefined) return [{ title, obstacle: noBrowser }];
  if ("obstacle" in source) {
    return [{ title, obstacle: "smtp-source (postfix) is not installed" }];
  }
  await using inbox = new Process([...underDeno(), ...inboxArgs(bench)], { deadline: Infinity });
  const [, port = "", url = ""] = await inbox.said(/"port":(\d+),"http":"([^"]+)"/);
  const load = ["-s", "10", "-l", "1024", "-m", String(mails), "-M", EHLO_NAME];
  const envelope = ["-f", SENDER, "-t", RECIPIENT, `127.0.0.1:${port}`];
  await timeProcess([...source.argv, ...load, ...envelope], { signal: bench.signal });
  await using empty = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => EMPTY.clone(),
  );
  await using browser = await Browser.start();
  const pages = [
    { name: "mua inbox", url },
    { name: "empty document", url: `http://127.0.0.1:${empty.addr.port}/` },
  ];
  const comparisons: Comparison[] = [];
  for (const again of [false, true]) {
    const subjects = pages.map(({ name, url }): Subject => ({
      name,
      run: () => firstPaint(browser, url, again),
    }));
    const results = await race(subjects, plan(bench, ROUNDS), bench.signal);
    const where = again ? "loaded again" : "in a new tab of a new profile";
    comparisons.push({ title: `${title}, ${where}`, remarks: [], results });
  }
  return comparisons;
}

function inboxArgs({ directory }: Bench): string[] {
  const dir = `${directory}/inbox`;
  return ["inbox", "--port", "0", "--http", "127.0.0.1:0", "--dir", dir, "--json", "--quiet"];
}

async function firstPaint(browser: Browser, url: string, again: boolean): Promise<Run> {
  const page = await browser.open(url, SIZE);
  try {
    let milliseconds = await timeOf(page);
    if (again) {
      await page.go(url);
      milliseconds = await timeOf(page);
    }
    return { milliseconds };
  } finally {
    await page.close();
  }
}

async function timeOf(page: Page): Promise<number> {
  return Number(await page.evaluate(FIRST_PAINT));
}
