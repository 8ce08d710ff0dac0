/**
 * Completion for fish.
 * @module
 */
import type { TypedCommand, TypedOption, Values } from "./tree.ts";

/**
 * Writes the script.
 *
 * @param commands Every command.
 * @returns The script, for `source` or the directory of completions.
 */
export function fishCompletion(commands: readonly TypedCommand[]): string {
  return `# fish completion for mua
function __mua_at
    set -l words (commandline -opc)[2..]
    set -l path
    for word in $words
        switch "$path:$word"
${commands.flatMap(pathCases).join("\n")}
        end
    end
    test "$path" = "$argv"
end
function __mua_accounts
    echo none
    mua account list 2>/dev/null | string replace -r ' .*' ''
end
complete -c mua -f
${commands.flatMap(commandLines).join("\n")}
`;
}

function pathCases({ path, commands }: TypedCommand): string[] {
  return commands.flatMap(({ name }) => [
    `            case ${quote(`${path.join(" ")}:${name}`)}`,
    `                set path ${[...path, name].join(" ")}`,
  ]);
}

function commandLines({ path, options, commands, operands }: TypedCommand): string[] {
  const here = `complete -c mua -n ${quote(`__mua_at ${path.join(" ")}`.trim())}`;
  return [
    ...commands.map(({ name, summary }) => `${here} -a ${quote(name)} -d ${quote(summary)}`),
    ...operands === "none" ? [] : [`${here}${completes(operands)}`],
    ...options.map((option) => `${here}${optionWords(option)}`),
  ];
}

function optionWords({ long, short, help, value }: TypedOption): string {
  const letter = short === undefined ? "" : ` -s ${quote(short)}`;
  // Without -x, fish would offer files too.
  const values = value === undefined
    ? ""
    : value.values === "file"
    ? " -r -F"
    : ` -x${completes(value.values)}`;
  return ` -l ${quote(long.slice(2))}${letter}${values} -d ${quote(help)}`;
}

function completes(values: Values): string {
  switch (values) {
    case "none":
      return "";
    case "file":
      return " -F";
    case "directory":
      return " -a '(__fish_complete_directories)'";
    case "account":
      return " -a '(__mua_accounts)'";
    default:
      return ` -a ${quote(values.join(" "))}`;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
