// The page: who may see it, and which of the three views is shown.

import { ask, forgetToken, keepToken, token, whenRefused } from "./api.js";
import { by, fill } from "./dom.js";
import * as catalogView from "./catalog.js";
import * as spendView from "./spend.js";
import * as tryView from "./try.js";

const VIEWS = { try: tryView, spend: spendView, catalog: catalogView };
const HELD = "#token=";
let started = false;

/** A token in the address goes into this tab's memory, and out of the address and the history. */
function takeToken() {
  if (!location.hash.startsWith(HELD)) return;
  const given = location.hash.slice(HELD.length);
  try {
    keepToken(decodeURIComponent(given));
  } catch {
    keepToken(given); // it is no token either way, and is refused as one
  }
  history.replaceState(null, "", `${location.pathname}#/try`);
}

function askForToken(text = "") {
  for (const name of Object.keys(VIEWS)) by(`${name}-view`).hidden = true;
  by("tabs").hidden = true;
  by("token-view").hidden = false;
  by("token-said").textContent = text;
  document.title = "pixelfare";
  by("token").value = "";
  by("token").focus();
}

async function start() {
  if (!token()) {
    askForToken();
    return;
  }
  let known;
  try {
    known = await ask("/v1/models");
  } catch (problem) {
    if (problem.status !== 401) askForToken(`${problem.message}. Is it still running?`);
    return;
  }
  by("token-view").hidden = true;
  by("tabs").hidden = false;
  if (!started) for (const view of Object.values(VIEWS)) view.start(known.data);
  started = true;
  show();
}

function show() {
  if (!started || !token()) return;
  const named = /^#\/(\w+)/.exec(location.hash)?.[1];
  const name = Object.hasOwn(VIEWS, named ?? "") ? named : "try";
  for (const each of Object.keys(VIEWS)) by(`${each}-view`).hidden = each !== name;
  for (const tab of by("tabs").querySelectorAll("a")) {
    if (tab.hash === `#/${name}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  document.title = `${by(`${name}-title`).textContent} · pixelfare`;
  VIEWS[name].show();
}

whenRefused(() => {
  const had = token();
  forgetToken();
  askForToken(had ? "That is not the token of this server, or no longer." : "");
});

by("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const given = by("token").value.trim();
  keepToken(given.includes(HELD) ? given.split(HELD)[1] : given);
  void start();
});

by("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the hash says which view is shown
  by("main").focus();
});

window.addEventListener("hashchange", () => {
  if (location.hash.startsWith(HELD)) {
    takeToken();
    void start();
  } else {
    show();
  }
});

fill(by("token-said"));
takeToken();
void start();
