import { type FilledMail, fillMail } from "../../../message/merge/fill.ts";
import { checkFields } from "../../../message/merge/check_fields.ts";
import {
  columnsInCommon,
  type MailTemplate,
  readMailTemplate,
} from "../../../message/merge/mail_template.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const COLUMNS = ["email", "name", "file", "boss"];

function template(text: string, html?: string): { template: MailTemplate; faults: string[] } {
  const faults: string[] = [];
  const tell = (source: string, { line, text }: { line: number; text: string }): void => {
    faults.push(`${source}:${line}: ${text}`);
  };
  const read = readMailTemplate({ template: text, html, columns: COLUMNS, grouped: false }, tell);
  checkFields(read, (fault) => tell("template", fault));
  return { template: read, faults };
}

const HEADER = "From: me@x.example\nTo: {{email}}\n";
const ROW = ["ana@x.example", "Silva, Ana", "a.pdf", "boss@x.example"];

function fill(
  text: string,
  row: readonly string[] = ROW,
  html?: string,
): { readonly mail: FilledMail | undefined; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const mail = fillMail(template(text, html).template, [row], (text) => faults.push(text));
  return { mail, faults };
}

Deno.test("a filled template has the fields, the text, and the files to attach", () => {
  const { mail } = fill(
    "\ufeffFrom: Me <me@x.example>\r\nTo: {{name}} <{{email}}>\r\nCc: {{boss}}\r\n" +
      "Bcc: archive@x.example\r\nReply-To: {{name}} <{{boss}}>\r\nSubject: For\r\n  {{name}}\r\n" +
      "Attach: bills/{{file}}\r\nAttach: terms.pdf\r\nX-Run: {{name}}\r\n\r\nHi {{name}}\r\n\r\nBye\r\n",
  );
  assert(mail !== undefined);
  const { draft, bcc, attach } = mail;
  const names = (list: readonly { name: string; mailbox: unknown }[] = []): string[] =>
    list.map(({ name, mailbox }) => `${name}|${mailbox}`);
  assertEquals(names([draft.from]), ["Me|me@x.example"]);
  assertEquals(names(draft.to), ["Silva, Ana|ana@x.example"]);
  assertEquals(names(draft.cc), ["|boss@x.example"]);
  assertEquals(names(bcc), ["|archive@x.example"]);
  assertEquals(names(draft.replyTo), ["Silva, Ana|boss@x.example"]);
  assertEquals(draft.subject, "For Silva, Ana");
  assertEquals(draft.text, "Hi Silva, Ana\n\nBye\n");
  assertEquals(draft.headers, ["X-Run: Silva, Ana"]);
  assertEquals(attach, ["bills/a.pdf", "terms.pdf"]);
});

Deno.test("a value in HTML is text there", () => {
  const row = ["a@x.example", `<b>"A" & 'B'</b>`, "", ""];
  const { mail } = fill(`${HEADER}\n`, row, '<p title="{{name}}">{{name}}</p>');
  const value = "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;";
  assertEquals(mail?.draft.html, `<p title="${value}">${value}</p>`);
});

Deno.test("a value with a line end or control character is refused in every header field", () => {
  for (const character of ["\r", "\n", "\0", "\u2028", "\u0085", "\x1b"]) {
    const row = ["a@x.example", `A${character}Bcc: b@evil.example`, "", ""];
    for (
      const field of [
        "Subject: {{name}}",
        "X-A: {{name}}",
        "Attach: {{name}}",
        "Cc: {{name}} <a@x.example>",
      ]
    ) {
      const { mail, faults } = fill(`${HEADER}${field}\n\nHi`, row);
      assertEquals([mail, faults.length], [undefined, 1], field);
      assert(faults[0]?.includes('the value of "name" holds'), faults[0]);
    }
    assert(fill(`${HEADER}\nHi {{name}}`, row).mail !== undefined);
  }
});

Deno.test("what is wrong with a row is told field by field", () => {
  for (
    const [text, row, faults] of [
      [`${HEADER}\n`, ["", "", "", ""], ["To: the address is empty"]],
      [`${HEADER}\n`, ["ana", "", "", ""], [
        'To: cannot use the address "ana": it has no @ and domain',
      ]],
      [
        "From: {{boss}}\nTo: {{email}}\n\n",
        ["ana", "", "", "b"],
        [
          'From: cannot use the address "b": it has no @ and domain',
          'To: cannot use the address "ana": it has no @ and domain',
        ],
      ],
      ["From: me@x.example\nCc: {{boss}}\n\n", ["", "", "", ""], ["no recipient"]],
      ["From: {{boss}}, {{email}}\nTo: a@x.example\n\n", ROW, ["From: more than one author"]],
    ] as const
  ) {
    assertEquals(fill(text, row).faults, [...faults], text);
  }
});

Deno.test("what is wrong with the header of a template is told with its line", () => {
  for (
    const [text, faults] of [
      ["To: a@x.example\n\n", ["template:1: no From field: who is the author?"]],
      ["From: a@x.example\n\n", ["template:1: no To field: who gets the mail?"]],
      [`${HEADER}Subject: a\nSubject: b\n\n`, ["template:4: a second field Subject"]],
      [`${HEADER}Attachment: x\n\n`, ["template:3: to attach a file, write Attach: FILE"]],
      [
        `${HEADER}Content-Type: text/html\n\n`,
        ["template:3: for HTML, put it in a file of its own: --html FILE"],
      ],
      [
        `${HEADER}Dear {{name}},\n\n`,
        [
          'template:3: "Dear {{name}}," is not a header field such as "Subject: Hi"; ' +
          "an empty line ends the header",
        ],
      ],
      [
        "From: a@x.example\nTo: Ana <{{email}}\n\n",
        ["template:2: To: an angle bracket is not closed"],
      ],
      [`${HEADER}MIME-Version: 1.0\n\n`, [
        "template:3: MIME-Version: it follows from the parts of the message",
      ]],
    ] as const
  ) {
    assertEquals(template(text).faults, [...faults], text);
  }
});

Deno.test("a body begins behind the first empty line, and its lines are counted from there", () => {
  assertEquals(template(`${HEADER}\na\n{{x}}\n`).faults, ['template:5: no column "x"']);
  assertEquals(template(HEADER).faults, []);
  assertEquals(template(`${HEADER}\n`, "\n{{y}}").faults, ['html:2: no column "y"']);
});

Deno.test("the columns that rows must agree on are those of header, text and HTML", () => {
  const { template: read } = template(`${HEADER}Subject: {{name}}\n\n{{file}}`, "{{email}}");
  assertEquals(columnsInCommon(read), [0, 1, 2]);
});
