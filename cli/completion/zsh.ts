/**
 * Completion for zsh.
 * @module
 */
import type { TypedCommand, TypedOption, Values } from "./tree.ts";

/**
 * Writes the script.
 *
 * @param commands Every command.
 * @returns The script, to be named `_mua` in a directory of `$fpath`, or for `source` after `compinit`.
 */
export function zshCompletion(commands: readonly TypedCommand[]): string {
  return `#compdef mua
# zsh completion for mua
_mua() {
  local place= word i
  for ((i = 2; i < CURRENT; i++)); do
    case "$place:\${words[i]}" in
${commands.flatMap(pathCases).join("\n")}
    esac
  done
  case "$place" in
${commands.map(commandCase).join("\n")}
  esac
}
_mua_accounts() {
  local -a names
  names=(none \${(f)"$(mua account list 2>/dev/null | cut -d' ' -f1)"})
  compadd -a names
}
if [ "$funcstack[1]" = _mua ]; then _mua "$@"; else compdef _mua mua; fi
`;
}

function pathCases({ path, commands }: TypedCommand): string[] {
  return commands.map(({ name }) =>
    `      "${path.join(" ")}:${name}") place="${[...path, name].join(" ")}" ;;`
  );
}

function commandCase({ path, options, commands, operands }: TypedCommand): string {
  // The words of the path are operands too, so that there is always a place for operands.
  const specs = [...options.flatMap(optionSpecs), operandSpec(commands, operands)];
  return `    "${path.join(" ")}")\n      _arguments -S \\\n${
    specs.map((spec) => `        ${quote(spec)}`).join(" \\\n")
  } ;;`;
}

function operandSpec(commands: TypedCommand["commands"], operands: Values): string {
  // An empty list, and no message: with one zsh lists an option that is the only one, and inserts nothing.
  if (commands.length === 0) {
    return operands === "none" ? "*: :()" : `*:operand:${completes(operands)}`;
  }
  const described = commands.map(({ name, summary }) => `${name}\\:${quoteWord(summary)}`);
  return `*:command:((${described.join(" ")}))`;
}

/** A word of a list in `_arguments`: its blanks are escaped. */
function quoteWord(text: string): string {
  return text.replaceAll(/[ ()"'\\:]/g, "\\$&");
}

function optionSpecs({ long, short, help, value, repeats }: TypedOption): string[] {
  const described = `[${help.replaceAll(/[[\]\\]/g, "\\$&")}]`;
  const many = repeats ? "*" : "";
  if (value === undefined) {
    return [long, ...short === undefined ? [] : [`-${short}`]].map((form) => form + described);
  }
  const action = `:${value.name.replaceAll(":", "\\:")}:${completes(value.values)}`;
  return [
    `${many}${long}=${described}${action}`,
    ...short === undefined ? [] : [`${many}-${short}+${described}${action}`],
  ];
}

function completes(values: Values): string {
  switch (values) {
    case "none":
      return " ";
    case "file":
      return "_files";
    case "directory":
      return "_files -/";
    case "account":
      return "_mua_accounts";
    default:
      return `(${values.join(" ")})`;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
