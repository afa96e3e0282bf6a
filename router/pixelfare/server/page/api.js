// Asking the server. The token lives in this tab's sessionStorage and in one header, nowhere else.

const KEPT = "pixelfare-token";

export const token = () => sessionStorage.getItem(KEPT);
export const keepToken = (text) => sessionStorage.setItem(KEPT, text);
export const forgetToken = () => sessionStorage.removeItem(KEPT);

/** An answer that is an error. `money` says what became of it: none, unpaid, paid, unknown; empty where none was at stake. */
export class Problem extends Error {
  constructor(status, error) {
    super(error.message ?? `the server answered ${status}`);
    this.status = status;
    this.code = error.code ?? "";
    this.explained = error.pixelfare !== undefined;
    this.details = error.pixelfare ?? {};
    this.money = this.details.money ?? "";
    this.order = this.details.order ?? "";
  }
}

/** The connection broke before an answer came: nobody knows what the server did. */
export class Unanswered extends Error {}

let refused = () => {};

/** Whom to tell that the token is not taken any more. */
export function whenRefused(call) {
  refused = call;
}

/**
 * Ask for JSON.
 * Options: method, body (an object, or a FormData), headers, signal, timeout in milliseconds.
 */
export async function ask(path, { method = "GET", body, headers = {}, signal } = {}) {
  const said = { authorization: `Bearer ${token() ?? ""}`, ...headers };
  let content = body;
  if (body && !(body instanceof FormData)) {
    said["content-type"] = "application/json";
    content = JSON.stringify(body);
  }
  let response;
  let text;
  try {
    response = await fetch(path, { method, headers: said, body: content, signal, cache: "no-store" });
    text = await response.text();
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Unanswered("the server cannot be reached");
  }
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Unanswered("what came back is no answer of pixelfare");
  }
  if (response.ok) return found;
  const problem = new Problem(response.status, found.error ?? {});
  if (response.status === 401) refused(problem);
  throw problem;
}

/** The path of a link to a picture: whatever name the server is known by, the picture is where this page is from. */
export function picturePath(url) {
  return new URL(url, location.href).pathname;
}
