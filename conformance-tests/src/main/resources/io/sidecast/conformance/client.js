// A Socket.IO client that reads commands as lines of JSON and prints events as lines of JSON.
// Binary is {"_bytes": base64}. Arguments: URL, transports separated by commas, the parser's package if not the default.
"use strict";
const load = (name) => require(require.resolve(name, { paths: [process.cwd()] }));
const { io } = load("socket.io-client");

const [url, transports, parser] = process.argv.slice(2);
const socket = io(url, { transports: transports.split(","), forceNew: true, ...(parser && { parser: load(parser) }) });

const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");

function plain(value) {
  if (Buffer.isBuffer(value) || value instanceof ArrayBuffer) return { _bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  return value;
}

function rich(value) {
  if (Array.isArray(value)) return value.map(rich);
  if (!value || typeof value !== "object") return value;
  if (typeof value._bytes === "string") return Buffer.from(value._bytes, "base64");
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, rich(v)]));
}

// The upgrade to the last transport may complete before or after the connection to the namespace.
socket.on("connect", () => {
  const { engine } = socket.io;
  const upgraded = () => tell({ transport: engine.transport.name });
  tell({ event: "connect", args: [] });
  tell({ connected: socket.id });
  if (transports.endsWith(engine.transport.name)) upgraded();
  else engine.once("upgrade", upgraded);
});
// The second argument: whether the client reconnects by itself.
socket.on("disconnect", (reason) => tell({ event: "disconnect", args: [reason, socket.active] }));
socket.on("connect_error", (error) => tell({ failed: error.message }));
socket.onAny((event, ...args) => {
  if (event !== "ask") return tell({ event, args: plain(args) });
  tell({ event, args: plain([args[0]]) });
  if (args[0] !== "silence") args[1](args[0], socket.id, Buffer.from([0, 128, 255]));
});

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { id, event, args } = JSON.parse(line);
    socket.emit(event, ...rich(args), (...answer) => tell({ id, args: plain(answer) }));
  })
  .on("close", () => process.exit(0));
