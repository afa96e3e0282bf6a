// The view Try: a prompt is read as it is typed, and bought when that is asked for.

import { ask } from "./api.js";
import { checkEarlier, purchase } from "./buying.js";
import { inShort, showChoice, showRefusal, variant } from "./choice.js";
import { by, fill, later, make, money } from "./dom.js";
import { pictures } from "./inputs.js";
import { legendOf, mirrorOf } from "./mirror.js";

const PAUSE = 160;
const EMPTY = "Type a prompt, and see which model would draw it, at which size, for how much, and why.";
let asking = null;
let marks = null;
let inputs = null;
let described = {};
let own = null; // a candidate that was chosen by hand
let price = null; // what the button says, while it is the price of what is typed

/** Take another candidate: what it is goes with the wish from now on, instead of intent and size. */
function take(one) {
  own = { model: one.model, gateway: one.gateway, size: one.size, ...(one.quality ? { quality: one.quality } : {}) };
  by("own-says").textContent = `You chose ${one.name}, ${variant(one)}, yourself.`;
  by("own").hidden = false;
  by("own-back").focus();
  unpriced();
  void read();
}

function release() {
  own = null;
  by("own").hidden = true;
}

/** What is asked for, as `/v1/route` and `/v1/images` take it. */
function wish(taken = own) {
  const size = by("size").value.trim();
  const count = by("count").value.trim();
  const most = by("max-usd").value.trim();
  const parts = { prompt: by("prompt").value, ...(taken ?? { intent: by("intent").value, ...(size ? { size } : {}) }) };
  if (count && count !== "1") parts.n = Number(count);
  if (most) parts.max_usd = most;
  return parts;
}

async function read() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const parts = wish();
  const text = parts.prompt;
  if (!text.trim()) {
    nothing();
    return;
  }
  by("choice").setAttribute("aria-busy", "true");
  try {
    const given = inputs.count() ? { images: inputs.count() } : {};
    const decided = (wanted) => ask("/v1/route", { method: "POST", body: { ...wanted, ...given }, signal: mine.signal });
    const [policys, chosen] = await Promise.all([decided(wish(null)), own ? decided(parts) : null]);
    if (asking !== mine) return; // something else was typed meanwhile
    const found = chosen ?? policys;
    marks.read(found.spans);
    const read = legendOf(text, found.spans);
    fill(by("legend"), ...(read.length ? read : [make("li", { class: "empty" }, `Read: ${found.needs_in_words}`)]));
    showChoice(by("choice-body"), found, policys, take);
    by("choice-said").textContent = inShort(found);
    price = found.quote.usd;
    by("generate").textContent = `Generate for ${money(price)}`;
  } catch (problem) {
    if (problem.name === "AbortError" || asking !== mine) return;
    marks.read([]);
    fill(by("legend"));
    showRefusal(by("choice-body"), problem);
    by("choice-said").textContent = problem.message;
    unpriced();
  }
  by("choice").removeAttribute("aria-busy");
}

function nothing() {
  marks.read([]);
  fill(by("legend"));
  fill(by("choice-body"), make("p", { class: "empty" }, EMPTY));
  by("choice-said").textContent = "";
  unpriced();
  by("choice").removeAttribute("aria-busy");
}

/** The button names a price only while it is the price of what is typed. */
function unpriced() {
  price = null;
  by("generate").textContent = "Generate";
}

function intents(listed) {
  const ours = listed.filter((one) => one.id.startsWith("pixelfare/"));
  described = Object.fromEntries(ours.map((one) => [one.id.slice("pixelfare/".length), one.description]));
  const names = ["auto", ...Object.keys(described).filter((name) => name !== "auto")];
  fill(by("intent"), ...names.map((name) => make("option", { value: name }, name)));
  describe();
}

function describe() {
  by("intent-says").textContent = described[by("intent").value] ?? "";
}

export function start(listed) {
  intents(listed);
  marks = mirrorOf(by("prompt"), by("mirror"));
  const soon = later(PAUSE, () => void read());
  inputs = pictures(() => {
    asking?.abort();
    asking = null;
    unpriced();
    soon();
  });
  by("prompt").addEventListener("input", () => {
    asking?.abort();
    asking = null;
    marks.typed();
    unpriced();
    soon();
  });
  for (const name of ["intent", "size", "count", "max-usd"]) {
    by(name).addEventListener("input", () => {
      if (name === "intent" || name === "size") release();
      unpriced();
      soon();
    });
  }
  by("intent").addEventListener("change", describe);
  by("prompt").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    by("try-form").requestSubmit();
  });
  by("try-form").addEventListener("keydown", (event) => {
    // Enter in a field would press the button, and buy what was only being described.
    if (event.key === "Enter" && event.target.matches("input:not([type=file])")) event.preventDefault();
  });
  by("own-back").addEventListener("click", () => {
    release();
    by("choice").focus();
    unpriced();
    void read();
  });
  by("try-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void buy();
  });
  void checkEarlier();
  void ownLabel();
}

/** Buy for the price that the button says, and for no more: not at another offer either, should this one fail. */
async function buy() {
  if (price === null) {
    await read();
    if (price !== null) fill(by("bought"), make("p", { class: "note" }, `This would cost ${money(price)}. Press again to buy it.`));
    return;
  }
  const label = by("label").value.trim();
  void purchase({ ...wish(), max_usd: price, ...(label ? { label } : {}) }, inputs.files());
}

/** A key has a label of its own, and cannot spend by another. */
async function ownLabel() {
  try {
    by("label-field").hidden = (await ask("/v1/orders?limit=1")).label !== null;
  } catch {
    // the field stays, and the server says what is wrong with a label
  }
}

export function show() {
  if (by("prompt").value) { // what a browser brought back after a reload
    marks.typed();
    void read();
  }
}
