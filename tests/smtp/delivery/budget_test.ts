import { Budget } from "../../../smtp/delivery/budget.ts";
import { assertEquals } from "../../std/assert.ts";

/** A budget, and who was given leave, in order. */
function budgetOf(
  total: number,
  perHost: number,
): [Budget, string[], (...hosts: string[]) => void] {
  const budget = new Budget(total, perHost);
  const opened: string[] = [];
  const ask = (...hosts: string[]): void => {
    for (const host of hosts) budget.ask(host, () => void opened.push(host));
  };
  return [budget, opened, ask];
}

Deno.test("Budget gives leave in order, but for hosts that have enough connections", () => {
  const [budget, opened, ask] = budgetOf(3, 2);
  ask("a", "a", "a", "b", "c");
  assertEquals(opened, ["a", "a", "b"]);
  budget.release("b");
  assertEquals(opened, ["a", "a", "b", "c"]);
  budget.release("a");
  assertEquals(opened, ["a", "a", "b", "c", "a"]);
});

Deno.test("Budget closes an idle connection that is in the way of another, and no other one", () => {
  const [budget, opened, ask] = budgetOf(2, 1);
  const closed: string[] = [];
  ask("a", "b");
  budget.rest("a", () => void closed.push("a"));
  assertEquals(closed, []);
  ask("c");
  assertEquals([closed, opened], [["a"], ["a", "b"]]);
  budget.release("a");
  assertEquals(opened, ["a", "b", "c"]);
});

Deno.test("Budget closes the idle connection of a host that wants another one", () => {
  const [budget, , ask] = budgetOf(9, 1);
  const closed: string[] = [];
  ask("a", "b");
  budget.rest("b", () => void closed.push("b"));
  budget.rest("a", () => void closed.push("a"));
  ask("a");
  assertEquals(closed, ["a"]);
});

Deno.test("Budget leaves alone who is idle no more, and closes all in the end", () => {
  const [budget, , ask] = budgetOf(2, 2);
  const closed: string[] = [];
  const [first, second] = ["first", "second"].map((name) => () => void closed.push(name));
  ask("a", "a");
  budget.rest("a", first ?? (() => {}));
  budget.resume(first ?? (() => {}));
  ask("b");
  assertEquals(closed, []);
  budget.release("a");
  budget.close();
  budget.rest("a", second ?? (() => {}));
  assertEquals(closed, ["second"]);
});
