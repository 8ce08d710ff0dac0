import {
  commonColumns,
  fillText,
  parseTemplate,
  type TemplateFault,
} from "../../../message/merge/template.ts";
import { assertEquals } from "../../std/assert.ts";

const COLUMNS = ["name", "first name", "day"];

function read(text: string, grouped = false): { filled: string; faults: TemplateFault[] } {
  const faults: TemplateFault[] = [];
  const setting = { columns: COLUMNS, grouped, line: 10 };
  const parts = parseTemplate(text, setting, (fault) => faults.push(fault));
  const rows = [["Ana", "Ana Maria", "Monday"], ["Rui", "Rui Pedro", "Friday"]];
  return { filled: fillText(parts, grouped ? rows : rows.slice(0, 1)), faults };
}

Deno.test("a template is filled with the values of a row, whatever stands around the names", () => {
  for (
    const [text, filled] of [
      ["", ""],
      ["Hi!", "Hi!"],
      ["Hi, {{name}}!", "Hi, Ana!"],
      ["{{ first name }}{{day}}", "Ana MariaMonday"],
      ["{name} {{name}} {", "{name} Ana {"],
      ["{{'{{'}}name}} {{ \"{{\" }}", "{{name}} {{"],
      ["a }} b", "a }} b"],
      ["$& {{name}} $1", "$& Ana $1"],
    ] as const
  ) {
    assertEquals(read(text), { filled, faults: [] }, text);
  }
});

Deno.test("a value is not looked through for names of columns", () => {
  const parts = parseTemplate("{{name}}", { columns: ["name"], grouped: false, line: 1 }, () => {});
  assertEquals(fillText(parts, [["{{name}}"]]), "{{name}}");
});

Deno.test("a section repeats for each row, and its tags take their lines with them", () => {
  for (
    const [text, filled] of [
      ["{{#rows}}{{name}}, {{/rows}}!", "Ana, Rui, !"],
      [
        "Hi\n{{#rows}}\n- {{name}}: {{day}}\n{{/rows}}\nBye\n",
        "Hi\n- Ana: Monday\n- Rui: Friday\nBye\n",
      ],
      ["{{#rows}}\n{{name}}\n  {{/rows}}  ", "Ana\nRui\n"],
      ["x {{#rows}}\n{{name}}{{/rows}}\n", "x \nAna\nRui\n"],
    ] as const
  ) {
    assertEquals(read(text, true), { filled, faults: [] }, text);
  }
});

Deno.test("what is wrong in a template is told with its line", () => {
  for (
    const [text, line, words, grouped] of [
      ["a\n{{nmae}}", 11, 'no column "nmae"', false],
      ["{{}}", 10, 'no column ""', false],
      ["{{{name}}}", 10, "{{ without }} on the same line", false],
      ["{{name", 10, "{{ without }} on the same line", false],
      ["{{na\nme}}", 10, "{{ without }} on the same line", false],
      ["\n\n{{name}} {{", 12, "{{ without }} on the same line", false],
      ["{{#rows}}{{name}}{{/rows}}", 10, "{{#rows}} needs --group-by", false],
      ["{{#rows}}\n{{name}}", 10, "{{#rows}} without {{/rows}}", true],
      ["{{name}}\n{{/rows}}", 11, "{{/rows}} without {{#rows}}", true],
      ["{{#rows}}\n{{#rows}}{{/rows}}", 11, "{{#rows}} inside {{#rows}}", true],
      ["{{#if name}}", 10, "{{#if name}}: only {{#rows}} and {{/rows}} are known", false],
      ["{{name|upper}}", 10, 'no column "name|upper"', false],
    ] as const
  ) {
    const [fault] = read(text, grouped).faults;
    assertEquals([fault?.line, fault?.text], [line, words], text);
  }
});

Deno.test("columns outside of sections are those that the rows of a mail must agree on", () => {
  const setting = { columns: COLUMNS, grouped: true, line: 1 };
  const parts = parseTemplate("{{day}} {{#rows}}{{name}}{{/rows}}", setting, () => {});
  assertEquals(commonColumns(parts), [2]);
});
