// What came of a purchase: the picture with its receipt, or what became of the money and what to do.

import { wasSaid } from "./choice.js";
import { by, fill, make, money, size } from "./dom.js";

const MONEY = {
  none: "No money moved: nothing was signed.",
  unpaid: "No money moved: that is proved.",
  paid: "It is paid, and the picture is still to come.",
  unknown: "Whether it was paid is not known. The amount is held against the budget; do not buy it again before that is settled.",
};

export function bought(one) {
  const [width, height] = one.size.split("x").map(Number);
  const many = one.pictures.length;
  const pictures = one.pictures.map((path, index) => make("figure", {},
    make("a", { href: path, target: "_blank", rel: "noopener" },
      make("img", { src: path, width, height, alt: `${many > 1 ? `Picture ${index + 1} of ${many}` : "The picture"}: ${one.prompt.slice(0, 200)}` }))));
  const rows = [
    ["Prompt", one.prompt.length > 160 ? `${one.prompt.slice(0, 160)}…` : one.prompt],
    ["Paid", one.money === "none" ? `nothing (quoted ${money(one.quoted)})` : money(one.paid)],
    ["Model", `${one.model} at ${one.gateway}`], ["Size", size(one.size)], ["Label", one.label],
    ["Order", make("a", { href: "#/spend", class: "mono" }, one.order)],
    ["Transaction", one.transaction && make("span", { class: "mono" }, one.transaction)],
  ];
  const notices = one.notices.filter((text) => !wasSaid(text));
  fill(by("bought"),
    make("div", { class: `pictures${many > 1 ? " several" : ""}` }, pictures),
    make("h2", {}, "Receipt"),
    make("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
    notices.length ? make("ul", { class: "note warn notices" }, notices.map((text) => make("li", {}, text))) : null);
  by("bought-said").textContent = `The picture is here. ${one.money === "none" ? "Nothing was paid." : `Paid ${money(one.paid)}.`}`;
}

export function failed(problem) {
  const said = problem.code === "picture-gone" ? "It was bought earlier, and nothing was bought now." : MONEY[problem.money] ?? "Nothing was bought.";
  const open = problem.money === "unknown" || problem.money === "paid";
  fill(by("bought"), make("div", { class: `note ${open ? "warn" : "bad"}` },
    make("p", {}, make("b", {}, said)),
    make("p", {}, problem.message),
    open ? make("p", {}, "What to do: ", make("a", { href: "#/spend" }, "look after it under Spend"),
      " with “Recover”; that asks again and never pays again.") : make("p", {}, "What to do: change what stands in the way, and press again.")));
  by("bought-said").textContent = `${said} ${problem.message}`;
}

/** No answer came. The key is kept, so that pressing again cannot buy twice. */
export function lost(problem) {
  const said = "No answer came, so it is not known whether the request arrived.";
  fill(by("bought"), make("div", { class: "note warn" },
    make("p", {}, make("b", {}, said)),
    make("p", {}, `${problem.message}. What to do: press again. It is asked with the same key, so that it is bought once at most.`)));
  by("bought-said").textContent = `${said} Press again; it is bought once at most.`;
}
