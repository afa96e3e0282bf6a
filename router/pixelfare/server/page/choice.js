// The decision: what would be bought, what else there is, and why not the rest.

import { draw, exact, fill, make, micro, money, percent, plural, size, table } from "./dom.js";

const FIRST = 6;
const BASES = { "upper bound": "figures of a dearer level", sibling: "a sibling’s figures", prior: "a preference board",
  none: "not all is known" };
let warned = new Set();

/** Whether a buyer has read this warning beside the choice. */
export const wasSaid = (text) => warned.has(text);

/** A small bar from 0 to 1: the interval, and the value in it. */
function bar(expected) {
  const [value, low, high] = [expected.value, expected.low, expected.high].map((text) => Number(text) * 100);
  return draw("svg", { class: "interval", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: "scale", x: 0, y: 4, width: 100, height: 2 }),
    draw("rect", { class: "range", x: low, y: 2, width: Math.max(1, high - low), height: 6 }),
    draw("rect", { class: "value", x: Math.min(98, Math.max(0, value - 1)), y: 0, width: 2, height: 10 }));
}

function expectedOf(candidate) {
  const expected = candidate.expected;
  if (expected === null) return make("span", { class: "hint" }, "not weighed");
  const range = `${percent(expected.low)}–${percent(expected.high)}`;
  return make("span", { class: "expected" }, bar(expected),
    make("span", {}, make("b", {}, percent(expected.value)), ` ${range}`),
    make("span", { class: "sub" }, BASES[expected.basis] ?? expected.basis));
}

function differenceOf(candidate, pick) {
  const more = micro(candidate.usd) - micro(pick.usd);
  if (!more) return "same price";
  return [more < 0 ? null : "+", exact((more / 1e6).toFixed(6))].filter(Boolean);
}

/** A warning about one candidate: its word at once, its sentence when asked for. */
function noticeOf(notice) {
  return make("details", { class: "inline warned" }, make("summary", {}, notice.code.replaceAll("-", " ")), notice.message);
}

export const variant = (one) => `${size(one.size)}${one.quality ? `, ${one.quality}` : ""}`;

function candidates(caption, rows, pick, places, take) {
  return table(caption, [
    ["Model", (one) => [make("b", {}, one.name), make("span", { class: "sub" }, places > 1 ? `${one.model} at ${one.gateway}` : one.model),
      one.notices.map(noticeOf)].flat()],
    ["Size", (one) => variant(one)],
    ["Expected", expectedOf],
    ["USD", (one) => [exact(one.usd), make("span", { class: "sub" }, differenceOf(one, pick))], true],
    ["Instead", (one) => make("button", { class: "small", type: "button", onclick: () => take(one),
      "aria-label": `Choose ${one.name}, ${variant(one)}, ${money(one.usd)}${places > 1 ? ` at ${one.gateway}` : ""}` }, "Choose"), true],
  ], rows);
}

/** More money, or less, in sentences. */
function sentences(found) {
  const said = [];
  const next = found.next_better;
  const own = Number(found.candidates[0].expected?.value ?? 0);
  if (next && !found.trade_off.includes(next.model)) {
    const better = own ? `${Math.round(((Number(next.expected.value) - own) / own) * 100)} %` : percent(next.expected.value);
    said.push(`The next better one is ${next.model}: ${money(next.more_usd)} more, expected ${better} better.`);
  }
  if (found.trade_off) said.push(found.trade_off);
  return said.join(" ");
}

/** The choice in one line, for a live region and the button. */
export function inShort(found) {
  const first = found.candidates[0];
  const count = found.n > 1 ? `, ${found.n} pictures` : "";
  return `${first.name}, ${variant(first)}${count}, ${money(found.quote.usd)}`;
}

const sameOffer = (one, other) => ["model", "gateway", "size", "quality"].every((part) => one[part] === other[part]);

/**
 * Show what `/v1/route` answered.
 * `policys` is its answer to what the policy chooses, where `found` is what was chosen by hand instead; `take` is called
 * with another candidate when that is chosen.
 */
export function showChoice(node, found, policys, take) {
  const own = policys !== found;
  const [first] = found.candidates;
  const others = policys.candidates.filter((one) => !sameOffer(one, first));
  const places = new Set(policys.candidates.map((one) => one.gateway)).size;
  const more = own ? "" : sentences(found);
  const warnings = found.warnings;
  warned = new Set(warnings.map((one) => one.message));
  fill(node,
    make("div", { class: "pick" },
      make("div", {}, make("h3", {}, first.name), make("p", { class: "hint" }, `${first.model} at ${first.gateway}`)),
      make("p", { class: "price" }, money(found.quote.usd), found.n > 1 ? make("span", { class: "sub" }, `for ${found.n}`) : null)),
    make("dl", { class: "facts" },
      make("dt", {}, "Size"), make("dd", {}, variant(first)),
      make("dt", {}, "Expected"), make("dd", {}, expectedOf(first)),
      make("dt", {}, "Why"), make("dd", {}, own ? "You chose it." : found.why),
      make("dt", {}, "Price"), make("dd", {}, found.price_in_words),
      more ? [make("dt", {}, "Money"), make("dd", {}, more)] : null),
    warnings.length ? make("ul", { class: "note warn notices" }, warnings.map((one) => make("li", {}, one.message))) : null,
    others.length ? make("h3", { class: "apart" }, "What else there is") : null,
    others.length ? candidates("Other candidates, in the policy’s order", others.slice(0, FIRST), first, places, take) : null,
    others.length > FIRST ? make("details", {}, make("summary", {}, `${others.length - FIRST} more`),
      candidates("Further candidates", others.slice(FIRST), first, places, take)) : null,
    policys.refusals.length ? make("details", {},
      make("summary", {}, `${plural(policys.refusals.length, "offer is", "offers are")} refused`),
      make("dl", { class: "refused" }, policys.refusals.map((one) => [
        make("dt", {}, one.model || "all models", places > 1 ? ` at ${one.gateway}` : ""), make("dd", {}, one.reason)]))) : null,
    make("details", {}, make("summary", {}, "The whole explanation"), make("pre", {}, found.explanation)));
}

export function showRefusal(node, problem) {
  fill(node, make("div", { class: "note warn" }, make("p", {}, problem.message)));
}
