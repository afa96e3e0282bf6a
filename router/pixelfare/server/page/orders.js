// Orders: each with its picture, its price, what became of the money, and what can be done about it.

import { ask, picturePath } from "./api.js";
import { by, fill, make, moment, money, size } from "./dom.js";

const STATES = {
  delivered: ["delivered", "good"], settled: ["paid, picture to come", "warn"], refused: ["came to nothing", ""], unpaid: ["not paid", ""],
  unknown: ["payment not known", "warn"], reserved: ["under way", ""], signed: ["under way", ""], sent: ["under way", "warn"],
  job: ["being drawn", ""],
};
let next = null;
let asking = null;
let changed = () => {};

function query(before) {
  const state = by("orders-state").value;
  const parts = { limit: "12" };
  if (state === "open") parts.open = "1";
  else if (state) parts.state = state;
  if (before) parts.before = before;
  if (!by("spend-test-field").hidden) parts.test = by("spend-test").value;
  return `/v1/orders?${new URLSearchParams(parts)}`;
}

async function load(before) {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  try {
    const found = await ask(query(before), { signal: mine.signal });
    if (asking !== mine) return;
    const items = found.orders.map(item);
    if (before) {
      by("orders").append(...items);
      items[0]?.querySelector("summary").focus();
    } else {
      fill(by("orders"), ...(items.length ? items : [make("li", { class: "card empty" }, "No such orders.")]));
    }
    next = found.next;
    by("older").hidden = next === null;
  } catch (problem) {
    if (problem.name !== "AbortError") fill(by("orders"), make("li", { class: "note bad" }, problem.message));
  }
}

function item(order) {
  const [words, kind] = STATES[order.state] ?? [order.state, ""];
  const [picture] = order.pictures;
  const paid = order.money === "paid" ? money(order.paid_usd) : order.money === "unknown" ? `${money(order.reserved_usd)} held` : "$0";
  const said = make("p", { class: "hint", role: "status" });
  return make("li", { class: "order card" },
    picture ? make("a", { class: "thumb", href: picturePath(picture.url), target: "_blank", rel: "noopener" },
      make("img", { src: picturePath(picture.url), alt: `picture of order ${order.order.slice(-4)}`, loading: "lazy", width: 72, height: 72 }))
      : make("span", { class: "thumb none", "aria-hidden": "true" }),
    make("div", { class: "what" },
      make("p", {}, make("b", {}, order.model), ` ${size(order.size)}${order.quality ? ` ${order.quality}` : ""}${order.n > 1 ? `, ${order.n} pictures` : ""}`),
      make("p", { class: "hint" }, moment(order.created), order.label ? [" · ", make("span", { class: "label" }, order.label)] : null,
        order.operation === "edit" ? " · edit" : null, order.money === "none" && order.state === "delivered" ? " · free" : order.test ? " · test money" : null)),
    make("div", { class: "sum" }, make("p", { class: "amount" }, paid), make("p", {}, make("span", { class: `chip ${kind}` }, words))),
    make("details", {}, make("summary", {}, "Receipt"), receipt(order)),
    order.open ? make("p", { class: "mend" }, make("button", { type: "button", class: "small",
      "aria-label": `Recover order ${order.order}`, onclick: (event) => void recover(order, event.currentTarget, said) }, "Recover"), said) : null);
}

function receipt(order) {
  const mono = (text) => text && make("span", { class: "mono" }, text);
  const rows = [
    ["Order", mono(order.order)], ["Quoted", money(order.quoted_usd)], ["Reserved", money(order.reserved_usd)], ["At", order.gateway],
    ["From", mono(order.payer)], ["To", mono(order.pay_to)], ["Network", order.network], ["Transaction", mono(order.transaction)],
    ["Key", mono(order.key)], ["File", order.pictures.map((one) => one.path).filter(Boolean).map((path) => make("span", { class: "mono line" }, path))],
    ["Known", order.evidence.map((sentence) => make("span", { class: "line" }, sentence))],
  ];
  return make("dl", { class: "facts" }, rows.filter(([, value]) => value && value.length !== 0)
    .map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

async function recover(order, button, said) {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  said.textContent = "Asking what became of it …";
  try {
    const now = await ask(`/v1/orders/${order.order}/recover`, { method: "POST" });
    const fresh = item(now);
    button.closest("li").replaceWith(fresh);
    const words = now.problem || `Now ${STATES[now.state]?.[0] ?? now.state}.`;
    by("orders-said").textContent = words;
    const place = fresh.querySelector(".mend .hint");
    if (place) place.textContent = words;
    (fresh.querySelector(".mend button") ?? fresh.querySelector("summary")).focus();
    changed();
  } catch (problem) {
    said.textContent = problem.message;
    button.removeAttribute("aria-disabled");
  }
}

export function startOrders(tell) {
  changed = tell;
  by("orders-form").addEventListener("submit", (event) => event.preventDefault());
  by("orders-form").addEventListener("change", () => void load(null));
  by("older").addEventListener("click", () => void load(next));
}

export const showOrders = () => load(null);
