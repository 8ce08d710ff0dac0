/**
 * Completion for bash.
 * @module
 */
import type { TypedCommand, Values } from "./tree.ts";

/**
 * Writes the script.
 *
 * @param commands Every command.
 * @returns The script, for `source` or the directory of completions.
 */
export function bashCompletion(commands: readonly TypedCommand[]): string {
  return `# bash completion for mua
_mua() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path= word i
  # "--tls=off" comes as three words.
  [ "$cur" = = ] && cur=
  [ "$prev" = = ] && prev=\${COMP_WORDS[COMP_CWORD-2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$path:$word" in
${commands.flatMap(pathCases).join("\n")}
    esac
  done
  case "$path:$prev" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$path" in
${commands.map(commandCase).join("\n")}
  esac
}
_mua_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}
_mua_files() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}
_mua_accounts() {
  _mua_words "none $(mua account list 2>/dev/null | cut -d' ' -f1)"
}
complete -F _mua mua
`;
}

/** Where a word leads on. */
function pathCases({ path, commands }: TypedCommand): string[] {
  const here = path.join(" ");
  return commands.map(({ name }) => {
    const next = [...path, name].join(" ");
    return `      "${here}:${name}") path="${next}" ;;`;
  });
}

function valueCases({ path, options }: TypedCommand): string[] {
  const here = path.join(" ");
  return options.flatMap(({ long, short, value }) => {
    if (value === undefined) return [];
    const forms = [long, ...short === undefined ? [] : [`-${short}`]];
    const patterns = forms.map((form) => `"${here}:${form}"`).join(" | ");
    return [`    ${patterns}) ${completes(value.values)}; return ;;`];
  });
}

function completes(values: Values): string {
  switch (values) {
    case "none":
      return "COMPREPLY=()";
    case "file":
      return "_mua_files -f";
    case "directory":
      return "_mua_files -d";
    case "account":
      return "_mua_accounts";
    default:
      return `_mua_words "${values.join(" ")}"`;
  }
}

function commandCase({ path, options, commands, operands }: TypedCommand): string {
  const words = [
    ...commands.map(({ name }) => name),
    ...typeof operands === "string" ? [] : operands,
    ...options.flatMap(({ long, short }) => [long, ...short === undefined ? [] : [`-${short}`]]),
  ];
  const files = operands === "file" ? `\n      [[ $cur == -* ]] || { _mua_files -f; return; }` : "";
  return `    "${path.join(" ")}")${files}\n      _mua_words "${words.join(" ")}" ;;`;
}
