// The view Catalog: what is sold, at what price, on whose word, and for how long.

import { ask } from "./api.js";
import { by, exact, fill, later, make, micro, money, plural, size, table } from "./dom.js";

const OPEN = 2;
let found = null;

function places() {
  const can = found.gateways.filter((one) => !one.reference);
  const served = found.served ?? can.filter((one) => !one.test).map((one) => one.id);
  const chosen = by("where").value || served[0] || can[0].id;
  const groups = [["This server buys here", found.gateways.filter((one) => served.includes(one.id))],
    ["Elsewhere", can.filter((one) => !served.includes(one.id))], ["For comparison only", found.gateways.filter((one) => one.reference)]];
  fill(by("where"), ...groups.filter(([, members]) => members.length).map(([name, members]) =>
    make("optgroup", { label: name }, members.map((one) => make("option", { value: one.id, selected: one.id === chosen }, one.id)))));
}

const buyable = (offer) => !offer.refusal && offer.prices.some((price) => price.usd !== null);

const textOf = (model, offer) => [model.id, model.name, model.maker, ...model.languages, ...offer.prices.map((price) => price.size)].join(" ").toLowerCase();

function render() {
  const words = by("filter").value.toLowerCase().replaceAll("×", "x").split(/\s+/).filter(Boolean);
  const where = by("where").value;
  const rows = found.models
    .map((model) => ({ model, offer: model.offers.find((offer) => offer.gateway === where) }))
    .filter(({ model, offer }) => offer && words.every((word) => textOf(model, offer).includes(word)))
    .sort((a, b) => buyable(b.offer) - buyable(a.offer) || a.model.id.localeCompare(b.model.id));
  const sold = rows.filter(({ offer }) => buyable(offer)).length;
  by("catalog-said").textContent = `${plural(sold, "model", "models")} can be bought at ${where} on ${found.as_of}` +
    `${rows.length > sold ? `, ${rows.length - sold} cannot` : ""}.`;
  fill(by("models"), ...(rows.length ? rows.map((row) => entry(row, rows.length <= OPEN)) : [make("p", { class: "card empty" }, "Nothing fits this filter.")]));
}

function standing(offer) {
  if (offer.refusal) return make("span", { class: "chip bad" }, offer.refusal.replaceAll("-", " "));
  const [notice] = offer.notices;
  if (notice) return make("span", { class: "chip warn" }, notice.code.replaceAll("-", " "));
  if (!buyable(offer)) return make("span", { class: "chip" }, "price not known");
  return make("span", { class: "chip good" }, "sold");
}

function entry({ model, offer }, open) {
  const known = offer.prices.filter((price) => price.usd !== null).sort((a, b) => micro(a.usd) - micro(b.usd));
  const sizes = new Set(offer.prices.map((price) => price.size));
  return make("details", { class: "model card", open },
    make("summary", {},
      make("span", { class: "who" }, make("b", {}, model.name), make("span", { class: "sub mono" }, model.id)),
      make("span", { class: "sub sizes" }, sizes.size ? plural(sizes.size, "size", "sizes") : "sizes not known", offer.edits ? ", edits" : ""),
      standing(offer),
      make("span", { class: "from" }, buyable(offer) ? `${known.length > 1 ? "from " : ""}${money(known[0].usd)}` : "–")),
    offer.message ? make("p", { class: "note bad" }, offer.message) : null,
    offer.notices.length ? make("ul", { class: "note warn notices" }, offer.notices.map((one) => make("li", {}, one.message))) : null,
    offer.prices.length ? table(`Prices of ${model.name} at ${offer.gateway}`, [
      ["Size", (price) => `${size(price.size)}${price.quality ? `, ${price.quality}` : ""}`],
      ["Source, seen on", (price) => sources(price)],
      ["USD a picture", (price) => (price.usd === null ? price.message : exact(price.usd)), true],
    ], offer.prices) : make("p", { class: "empty" }, "Which sizes it sells, and for how much, is not known: it is listed and never bought."),
    events(model));
}

function sources(price) {
  const sorted = [...price.sources].sort((a, b) => b[1].localeCompare(a[1]));
  if (!sorted.length) return "–";
  const [[name, on], ...rest] = sorted;
  const first = `${name}, ${on || "own file"}`;
  if (!rest.length) return first;
  return make("details", { class: "inline" }, make("summary", {}, first, ` (+${rest.length})`),
    rest.map(([other, day]) => make("span", { class: "line" }, `${other}, ${day || "own file"}`)));
}

function events(model) {
  if (!model.lifecycle.length) return null;
  return make("div", { class: "events" }, make("h2", {}, "Lifecycle"), make("ul", {}, model.lifecycle.map((one) => make("li", {},
    make("b", {}, one.event.replaceAll("_", " ")), ` ${one.on ?? "on a day not known"}, by ${one.by}`,
    one.to ? `, answered by ${one.to}` : "", one.successor ? `; successor: ${one.successor}` : "", one.disputed ? "; disputed" : "",
    one.confidence === "primary" ? "" : `; ${one.confidence}`))));
}

export function start() {
  by("catalog-form").addEventListener("submit", (event) => event.preventDefault());
  by("filter").addEventListener("input", later(80, render));
  by("where").addEventListener("change", render);
}

export async function show() {
  if (found) return;
  try {
    found = await ask("/v1/catalog");
    places();
    render();
  } catch (problem) {
    by("catalog-said").textContent = problem.message;
  }
}
