// OpenAI's and BlockRun's clients for Node, unmodified. Prints a JSON object: each case with "ok" or what went wrong.
// Environment: NODE_CLIENTS (a folder with node_modules), WHICH, SERVED, PAYING (URLs), TOKEN, PAYING_TOKEN, RELAY, PNG, MASK.
import assert from "node:assert/strict";
import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const env = process.env;
const require = createRequire(`${env.NODE_CLIENTS}/from-here.js`);
const order = { prompt: "a red bicycle", model: "zai/cogview-4", size: "512x512" };
const dataUrl = `data:image/png;base64,${readFileSync(env.PNG).toString("base64")}`;
const isPng = (bytes) => assert.equal(Buffer.from(bytes).subarray(1, 4).toString(), "PNG");
const open = async (url) => isPng(await (await fetch(url)).arrayBuffer());

function openaiCases() {
  const OpenAI = require("openai");
  const client = new OpenAI({ baseURL: `${env.SERVED}/v1`, apiKey: env.TOKEN });
  const paying = (url, options) => new OpenAI({ baseURL: `${url}/v1`, apiKey: env.PAYING_TOKEN, ...options });
  return {
    "images.generate answers with links that open without a key": async () =>
      open((await client.images.generate({ ...order, model: "auto" })).data[0].url),
    "images.generate answers with base64": async () =>
      isPng(Buffer.from((await client.images.generate({ ...order, response_format: "b64_json" })).data[0].b64_json, "base64")),
    "images.generate with n: 2": async () => assert.equal((await client.images.generate({ ...order, n: 2 })).data.length, 2),
    "images.generate with gpt-image-2, an intent, and our parameters": async () => {
      const made = await client.images.generate({ prompt: "a red bicycle", model: "gpt-image-2" });
      assert.ok(made.data[0].b64_json);
      const chosen = await client.images.generate({ prompt: "a red bicycle", model: "pixelfare/cheapest", max_usd: "0.05" });
      assert.ok(chosen.pixelfare.quote.micro_usd <= 50_000);
    },
    "images.edit with one file, several, and a mask": async () => {
      const edit = (more) => client.images.edit({ prompt: "paint it blue", model: "gpt-image-2", ...more });
      assert.ok((await edit({ image: createReadStream(env.PNG) })).data[0].b64_json);
      assert.ok((await edit({ image: [createReadStream(env.PNG), createReadStream(env.PNG)] })).data[0].b64_json);
      assert.ok((await edit({ image: createReadStream(env.PNG), mask: createReadStream(env.MASK) })).data[0].b64_json);
    },
    "models.list and models.retrieve": async () => {
      const names = [];
      for await (const model of client.models.list()) names.push(model.id);
      assert.ok(names.includes("auto") && names.includes("zai/cogview-4"));
      assert.equal((await client.models.retrieve("zai/cogview-4")).id, "zai/cogview-4");
    },
    "The right class of error": async () => {
      const fails = (asked, kind) => assert.rejects(client.images.generate({ ...order, ...asked }), kind);
      await fails({ model: "acme/none" }, OpenAI.NotFoundError);
      await fails({ size: "large" }, OpenAI.BadRequestError);
      await fails({ max_usd: "0.000001" }, OpenAI.UnprocessableEntityError);
      await assert.rejects(new OpenAI({ baseURL: `${env.SERVED}/v1`, apiKey: "sk-other" }).models.list(), OpenAI.AuthenticationError);
      await assert.rejects(paying(env.PAYING).images.generate({ ...order, n: 10, size: "1440x1440" }), OpenAI.PermissionDeniedError);
    },
    "withResponse shows the order and the request id": async () => {
      const { data, response, request_id } = await client.images.generate(order).withResponse();
      assert.equal(response.headers.get("x-pixelfare-order"), data.pixelfare.order);
      assert.match(request_id, /^req_/);
    },
    "Loses the answer, tries again by itself, and gets the same picture": async () =>
      open((await paying(env.RELAY).images.generate(order)).data[0].url),
    "Tries again after an error before anything was paid, and pays once": async () =>
      open((await paying(env.PAYING).images.generate({ ...order, prompt: "fails once" })).data[0].url),
    "The same Idempotency-Key, given as a header, buys once": async () => {
      const ask = () => paying(env.PAYING).images.generate(order, { headers: { "Idempotency-Key": "node-1" } });
      assert.equal((await ask()).pixelfare.order, (await ask()).pixelfare.order);
    },
  };
}

function blockrunCases() {
  const { ImageClient } = require("@blockrun/llm");
  const client = new ImageClient({ apiKey: `brk_${env.TOKEN}`, apiUrl: env.SERVED });
  return {
    "generate, with our token as its API key": async () => open((await client.generate("a red bicycle", order)).data[0].url),
    "generate with openai/gpt-image-2 answers with a link": async () =>
      open((await client.generate("a red bicycle", { model: "openai/gpt-image-2" })).data[0].url),
    "edit with one picture, several, and a mask": async () => {
      await open((await client.edit("paint it blue", dataUrl)).data[0].url);
      await open((await client.edit("join them", [dataUrl, dataUrl])).data[0].url);
      const mask = `data:image/png;base64,${readFileSync(env.MASK).toString("base64")}`;
      await open((await client.edit("paint it blue", dataUrl, { mask })).data[0].url);
    },
    "An error has its status": async () =>
      assert.rejects(client.generate("a red bicycle", { model: "acme/none" }), (error) => error.statusCode === 404),
    "A wallet's client has no way to send a token, and is refused": async () => {
      const key = `0x${"0".repeat(63)}1`;
      const wallet = new ImageClient({ privateKey: key, apiUrl: `${env.SERVED}/api` });
      await assert.rejects(wallet.generate("a red bicycle", order), (error) => error.statusCode === 401);
    },
  };
}

const found = {};
for (const [name, act] of Object.entries(env.WHICH === "openai" ? openaiCases() : blockrunCases())) {
  try {
    await act();
    found[name] = "ok";
  } catch (failure) {
    found[name] = String(failure?.stack ?? failure);
  }
}
console.log(JSON.stringify(found));
