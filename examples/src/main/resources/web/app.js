"use strict";

const byId = (id) => document.getElementById(id);
const socket = io({ reconnectionDelayMax: 2000 });
const received = new Set();

// The connection.

function show(state, text) {
  byId("state").dataset.state = state;
  byId("state").textContent = text || state;
  byId("send").disabled = byId("copy").disabled = state !== "connected";
}

socket.on("connect", () => {
  show("connected");
  byId("sid").textContent = socket.id;
  showServers();
});
socket.on("disconnect", (reason) => show("lost", "lost: " + reason));
socket.on("connect_error", (error) => {
  if (!socket.active) show("lost", "refused: " + error.message);
});
socket.io.on("reconnect_attempt", (attempt) => show("reconnecting", "reconnecting, attempt " + attempt));

// The servers of the cluster, as this one knows them.

function showServers() {
  if (!socket.connected) return;
  socket.timeout(3000).emit("stats", (error, report) => {
    if (error) return;
    byId("server").textContent = location.host + ", node " + report.node;
    const others = report.nodes.slice(1).map((node) => link(node.label.split(":").pop()));
    byId("others").replaceChildren(...others.flatMap((other) => [" · other server: ", other]));
  });
}

function link(port) {
  const other = document.createElement("a");
  other.href = location.protocol + "//" + location.hostname + ":" + port + "/";
  other.target = "_blank";
  other.textContent = location.hostname + ":" + port;
  return other;
}

setInterval(showServers, 3000);

// Messages. The server forwards my_event as it is to the socket that it names.

byId("form").addEventListener("submit", (submit) => {
  submit.preventDefault();
  if (!socket.connected) return;
  const message = byId("message").value;
  const sid = byId("target").value.trim();
  const id = Math.random().toString(36).slice(2);
  const note = log("sent", message, "to " + sid);
  note.textContent = "sending …";
  socket.timeout(10000).emit("my_event", { message, sid, id, from: socket.id }, (late, answer) => {
    if (late) tell(note, "failed", "no answer from the server");
    else if (answer.error) tell(note, "failed", answer.error);
    else confirmDelivery(sid, id, note);
  });
});

// The broker has taken the message. It comes before this question, so whoever has it says so.
function confirmDelivery(sid, id, note) {
  tell(note, "", "taken by the broker");
  socket.emit("ask", { sid, data: { received: id }, timeout: 3000 }, (answer) => {
    if (answer === true) tell(note, "delivered", "✓ delivered");
    else if (answer && answer.error) tell(note, "failed", "not confirmed: " + answer.error);
    else tell(note, "", "sent; the receiver does not confirm");
  });
}

socket.on("my_event", (event) => {
  received.add(event.id);
  const note = log("received", event.message, event.from ? "from " + event.from : "");
  if (!event.from) return;
  const reply = document.createElement("button");
  reply.type = "button";
  reply.textContent = "Reply";
  reply.addEventListener("click", () => {
    byId("target").value = event.from;
    byId("message").focus();
  });
  note.append(reply);
});

socket.on("ask", (question, answer) => answer(received.has(question && question.received)));

// The log.

function log(direction, message, whom) {
  const entry = document.createElement("li");
  entry.className = direction;
  const text = document.createElement("div");
  text.textContent = message;
  const details = document.createElement("div");
  details.className = "quiet";
  const note = document.createElement("span");
  const time = new Date().toLocaleTimeString();
  details.append((direction === "sent" ? "↑ " : "↓ ") + time + " " + whom, note);
  entry.append(text, details);
  byId("log").append(entry);
  entry.scrollIntoView({ block: "nearest" });
  return note;
}

function tell(note, kind, text) {
  note.className = kind;
  note.textContent = text;
}

byId("copy").addEventListener("click", async () => {
  const button = byId("copy");
  try {
    await navigator.clipboard.writeText(socket.id);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(byId("sid"));
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
});
