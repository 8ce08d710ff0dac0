import { htmlToText } from "../../../message/body/html_text.ts";
import { assertEquals } from "../../std/assert.ts";

const CASES: readonly (readonly [name: string, html: string, text: string])[] = [
  ["text alone", "Hi", "Hi\n"],
  ["nothing", " \n ", ""],
  ["paragraphs and lines", "<p>a<br>b</p><P CLASS=x>c</P><div>d</div>e", "a\nb\n\nc\n\nd\ne\n"],
  ["blanks as one", "a \n\t b&nbsp; c", "a b c\n"],
  ["a list", "<ul><li>a<li>b</ul>", "* a\n* b\n"],
  [
    "scripts and styles as nothing",
    "a<script>b</script><STYLE>c</style >d<head><title>e</title>",
    "ad\n",
  ],
  ["a script that does not end as nothing", "a<script>b", "a\n"],
  ["a comment as nothing", "a<!-- <b>x</b> -->b<!-- c", "ab\n"],
  [
    "a link with its target",
    "<a href='https://x.example/?a=1&amp;b=2'>here</a>.",
    "here <https://x.example/?a=1&b=2>.\n",
  ],
  [
    "a link that says where it leads",
    "<a href=https://x.example>https://x.example</a>",
    "https://x.example\n",
  ],
  ["a link without text", '<a href="https://x.example"></a>', "<https://x.example>\n"],
  ["a link that does not end", '<a href="https://x.example">a', "a <https://x.example>\n"],
  ["a link within the page", '<a href="#top">up</a>', "up\n"],
  ["what a picture shows", '<img src=x alt="A &lt; B">', "A < B\n"],
  ["characters by name and number", "&lt;&#225;&#xE1;&euro;&nosuch;&#0;&", "<áá€&nosuch;\ufffd&\n"],
  [
    "letters of Latin-1 by name",
    "Ol&aacute;, Jos&eacute;: &Agrave;&yuml;&frac12;&sup2;",
    "Olá, José: Àÿ½²\n",
  ],
  ["a character only once", "&amp;lt;", "&lt;\n"],
  ["an angle bracket that is no tag", "1 < 2 <3 a>b", "1 < 2 <3 a>b\n"],
  ["a tag that does not end", "a<b", "a\n"],
  ["letters that are longer in lower case", "\u0130\u0130<script>x</script>y", "\u0130\u0130y\n"],
];

for (const [name, html, text] of CASES) {
  Deno.test(`htmlToText shows ${name}`, () => {
    assertEquals(htmlToText(html), text);
  });
}
