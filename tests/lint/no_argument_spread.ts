/**
 * A rule of `deno lint`: no `f(...array)` outside the tests. Each element becomes an argument on the
 * stack, and an array whose length others decide (the recipients of a mail, its fields, the lines of its
 * text) overflows it.
 * @module
 */

const MESSAGE = "An array that others make long overflows the stack as arguments";
const HINT = "Hand over the array itself, add its elements in a loop, or reduce it";

/** The plugin, as deno.json names it. */
const plugin: Deno.lint.Plugin = {
  name: "mua",
  rules: {
    "no-argument-spread": {
      create(context): Deno.lint.LintVisitor {
        if (/(?:^|[\\/])tests[\\/]/.test(context.filename)) return {};
        const report = (node: Deno.lint.Node): void =>
          context.report({ node, message: MESSAGE, hint: HINT });
        const judge = (call: Deno.lint.CallExpression | Deno.lint.NewExpression): void => {
          for (const node of call.arguments) if (node.type === "SpreadElement") report(node);
        };
        return {
          CallExpression(call): void {
            judge(call);
            if (isApply(call.callee)) report(call);
          },
          NewExpression: judge,
        };
      },
    },
  },
};

export default plugin;

/** `f.apply(undefined, array)` and `Reflect.apply(f, undefined, array)` do the same. */
function isApply(callee: Deno.lint.CallExpression["callee"]): boolean {
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" &&
    callee.property.name === "apply";
}
