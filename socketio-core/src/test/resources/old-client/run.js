// Usage: node run.js <url> <case>. Prints OK, or says what failed and exits 1.
const assert = require("node:assert");
const old = require("socket.io-client-2");
const { io: current } = require("socket.io-client");

const [url, name] = process.argv.slice(2);
const options = {
  "polling": { transports: ["polling"] },
  "polling-base64": { transports: ["polling"], forceBase64: true },
  "websocket": { transports: ["websocket"] },
  "websocket-base64": { transports: ["websocket"], forceBase64: true },
  "upgrade": { transports: ["polling", "websocket"] },
}[name];

const bytes = Buffer.from([0, 1, 2, 250, 255]);
const once = (socket, event) => new Promise((done) => socket.once(event, (...args) => done(args)));
const ask = (socket, ...args) => new Promise((done) => socket.emit(...args, (...got) => done(got)));
const connect = (path, more) =>
  old(url + path, { ...options, forceNew: true, reconnection: false, ...more });
// ws on newer versions of Node gives ArrayBuffers or Buffers, as it likes.
const plain = (value) => Buffer.from(value);

async function main() {
  const socket = connect("/");
  await once(socket, "connect");
  if (name === "upgrade" && socket.io.engine.transport.name !== "websocket") {
    await once(socket.io.engine, "upgrade");
  }
  const kind = name === "upgrade" ? "websocket" : options.transports[0];
  assert.strictEqual(socket.io.engine.transport.name, kind);

  // Events and acknowledgements.
  const text = "拜托了,另一个我 😀 é";
  assert.deepStrictEqual(await ask(socket, "echo", text, 1, { a: [null, true] }),
    [text, 1, { a: [null, true] }]);
  const long = "é😀".repeat(20000);
  assert.deepStrictEqual(await ask(socket, "echo", long), [long]);

  // Its own idea of its id is ours.
  assert.deepStrictEqual(await ask(socket, "id"), [socket.id]);

  // Bytes in both directions, and in acknowledgements.
  const [back] = await ask(socket, "echo", { data: bytes });
  assert.deepStrictEqual(plain(back.data), bytes);
  const arrived = once(socket, "bytes");
  socket.emit("sendBytes");
  assert.deepStrictEqual((await arrived).map(plain), [bytes, bytes]);

  // The server asks.
  socket.on("question", (value, reply) => reply(value, bytes));
  assert.deepStrictEqual(await ask(socket, "askMe"), ["asked 5"]);

  // One broadcast to a mix of old and current clients.
  const modern = current(url, { forceNew: true, reconnection: false });
  await once(modern, "connect");
  const seen = [once(socket, "news"), once(modern, "news")];
  modern.emit("broadcast", "hello", bytes);
  for (const [word, data] of await Promise.all(seen)) {
    assert.strictEqual(word, "hello");
    assert.deepStrictEqual(plain(data), bytes);
  }
  modern.disconnect();

  // Namespaces, with a query, refused, and unknown.
  const custom = connect("/custom?token=s%20ecret&x=y");
  await once(custom, "connect");
  assert.deepStrictEqual(await ask(custom, "auth"), [{ token: "s ecret", x: "y" }]);
  custom.disconnect();
  const refused = connect("/custom");
  assert.deepStrictEqual(await once(refused, "error"), ["no token"]);
  refused.io.close();
  const withData = connect("/custom?token=data");
  assert.deepStrictEqual(await once(withData, "error"), [{ why: "data" }]);
  withData.io.close();
  const unknown = connect("/unknown");
  assert.deepStrictEqual(await once(unknown, "error"), ["Invalid namespace"]);
  unknown.io.close();

  // Some heartbeats of the client (its server says how often), then the end.
  for (let i = 0; i < 3; i++) await once(socket, "pong");
  const closed = once(socket, "disconnect");
  socket.emit("kick");
  assert.deepStrictEqual(await closed, ["io server disconnect"]);
  console.log("OK");
  process.exit(0);
}

process.on("unhandledRejection", (e) => { console.log(e); process.exit(1); });
setTimeout(() => { console.log("timeout in " + name); process.exit(1); }, 30000);
main();
