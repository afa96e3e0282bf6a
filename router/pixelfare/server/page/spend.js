// The view Spend: what the limits leave, what was spent, what it saved, and what is not known.

import { ask } from "./api.js";
import { chart } from "./chart.js";
import { by, draw, exact, fill, make, micro, money, plural, table } from "./dom.js";
import { pace } from "./pace.js";
import { startOrders, showOrders } from "./orders.js";

const DAY = 86_400_000;
const WINDOWS = { hour: "in any hour", day: "in any 24 hours", month: "in any 30 days", total: "in all" };
const NAMES = { model: "Model", label: "Label", gateway: "Gateway" };
let asking = null;

function path() {
  const days = by("spend-since").value;
  const since = days ? new Date(Date.now() - (Number(days) - 1) * DAY).toISOString().slice(0, 10) : "";
  const test = by("spend-test-field").hidden ? "" : by("spend-test").value;
  return `/v1/spend?${new URLSearchParams({ by: by("spend-by").value, since, test })}`;
}

async function load() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  try {
    const wanted = path();
    const against = (name) => ask(`${wanted}&baseline=${encodeURIComponent(name)}`, { signal: mine.signal });
    const found = await against(by("spend-baseline").value)
      .catch((problem) => (problem.status === 400 ? against("dearest") : Promise.reject(problem))); // none was ever priced so
    if (asking === mine) render(found);
  } catch (problem) {
    if (problem.name !== "AbortError") fill(by("spend-body"), make("p", { class: "note bad" }, problem.message));
  }
}

function render(found) {
  baselines(found.baselines);
  if (found.test || found.left_out) {
    by("spend-test-field").hidden = false;
    by("spend-test").value = found.test ? "1" : "0";
  }
  const total = found.total;
  const name = by("spend-by").value;
  fill(by("spend-body"),
    found.unknown.orders ? make("div", { class: "note warn" }, make("p", {},
      make("b", {}, `${plural(found.unknown.orders, "payment is", "payments are")} not known: ${money(found.unknown.usd)} held.`),
      " “Recover” beside the order asks what became of it; it never pays again.")) : null,
    make("div", { class: "tiles" },
      ...found.budget.windows.map(windowTile),
      found.budget.windows.length ? null : found.budget.whole ? tile("Limits", "none", "for a day or a month")
        : tile("Limits", "none of your own", "this server’s limits hold for everybody together"),
      tile("Paid", money(total.paid_usd), `${plural(total.pictures, "picture", "pictures")}, ${plural(total.orders, "order", "orders")}${found.test ? ", test money" : ""}`),
      saved(found.savings)),
    limits(found.budget),
    found.rows.length ? make("div", { class: "card apart" }, make("h2", {}, `Paid and held by day and ${name}`),
      chart(found.rows), rowsTable(found, name)) : make("p", { class: "card empty apart" }, "Nothing was bought in this time."));
  by("spend-said").textContent = `Paid ${money(total.paid_usd)} for ${plural(total.pictures, "picture", "pictures")}.`;
}

function tile(name, amount, below, ...[gauge, lasts]) {
  return make("div", { class: "tile card" }, make("h2", {}, name), make("p", { class: "price" }, amount), gauge, make("p", { class: "hint" }, below), lasts);
}

function windowTile(window) {
  const share = micro(window.most_usd) ? Math.min(1, micro(window.spent_usd) / micro(window.most_usd)) : 1;
  const left = window.label ? `${window.label}: left` : "Left";
  const gauge = draw("svg", { class: share > 0.9 ? "gauge low" : "gauge", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: "scale", width: 100, height: 6 }), draw("rect", { class: "range", width: share * 100, height: 6 }));
  return tile(`${left} ${WINDOWS[window.window] ?? window.window}`, money(window.left_usd),
    `${money(window.spent_usd)} of ${money(window.most_usd)} spent or held`, gauge, pace(window.burn_rate));
}

function saved(savings) {
  if (!savings || !savings.orders) return null;
  const less = !savings.saved_usd.startsWith("-");
  return tile(less ? "Saved" : "Cost more by", money(savings.saved_usd.replace("-", "")),
    `against ${savings.baseline === "dearest" ? "always the dearest" : savings.baseline}: ${money(savings.would_have_cost_usd)} for ${plural(savings.orders, "order", "orders")}${savings.without ? `; ${savings.without} without such a price` : ""}`);
}

function limits(budget) {
  const calls = budget.call.map((one) => `${one.label ? `${one.label}: ` : ""}${money(one.most_usd)} a call`);
  return make("p", { class: "hint" }, `Limits come from ${budget.source}${calls.length ? `; at most ${calls.join(", ")}` : ""}.`);
}

function baselines(known) {
  const chosen = by("spend-baseline").value;
  const names = ["dearest", ...known.filter((name) => name !== "dearest")];
  if (names.join() === [...by("spend-baseline").options].map((one) => one.value).join()) return;
  fill(by("spend-baseline"), ...names.map((name) => make("option", { value: name, selected: name === chosen },
    name === "dearest" ? "always the dearest" : name)));
}

function rowsTable(found, name) {
  const rows = [...found.rows].sort((a, b) => micro(b.paid_usd) + micro(b.held_usd) - micro(a.paid_usd) - micro(a.held_usd));
  const all = found.total;
  return table(`Spending by ${name}`, [
    [NAMES[name], (row) => (row === all ? make("b", {}, "All") : row.name)],
    ["Orders", (row) => String(row.orders), true],
    ["Pictures", (row) => String(row.pictures), true],
    ["Paid", (row) => exact(row.paid_usd), true],
    ["Held", (row) => (micro(row.held_usd) ? exact(row.held_usd) : "–"), true],
  ], [...rows, all]);
}

export function start() {
  by("spend-form").addEventListener("submit", (event) => event.preventDefault());
  by("spend-form").addEventListener("change", () => void load());
  startOrders(() => void load());
}

export function show() {
  void load();
  void showOrders();
}
