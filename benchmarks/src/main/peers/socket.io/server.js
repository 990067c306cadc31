// A socket.io server with the events of the load generator. Prints READY <port>; ends when standard input does.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, { perMessageDeflate: false, serveClient: false });

if (process.argv[2]) {
  const { createAdapter } = require("@socket.io/redis-adapter");
  const Redis = require("ioredis");
  const publisher = new Redis(process.argv[2]);
  io.adapter(createAdapter(publisher, publisher.duplicate()));
}

io.on("connection", (socket) => {
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack(true);
  });
  socket.on("to_room", ({ room, data }) => io.to(room).emit("msg", data));
  socket.on("emit_sid", ({ sid, data }) => io.to(sid).emit("msg", data));
  socket.on("echo", (data, ack) => ack(data));

  // The events of the scenarios with many rooms, which are joined and left one by one.
  socket.on("join_rooms", ({ first, count }, ack) => {
    for (let i = first; i < first + count; i++) socket.join("room" + i);
    ack(true);
  });
  socket.on("join_and_leave", ({ first, count }, ack) => {
    for (let i = first; i < first + count; i++) socket.join("room" + i);
    for (let i = first; i < first + count; i++) socket.leave("room" + i);
    ack(true);
  });
  socket.on("fetch", async (ack) => ack((await io.fetchSockets()).length));
  socket.on("heap", (ack) => {
    globalThis.gc();
    ack(process.memoryUsage().heapUsed);
  });
});

process.on("SIGUSR2", () => globalThis.gc?.());
process.stdin.on("end", () => process.exit(0)).resume();
http.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => console.log(`READY ${http.address().port}`));
