"use strict";

const byId = (id) => document.getElementById(id);
const received = new Set();
const client = new Client(show);

// The connection.

function show(state, detail) {
  byId("state").dataset.state = state;
  byId("state").textContent = detail ? state + ": " + detail : state;
  byId("send").disabled = byId("copy").disabled = state !== "connected";
  if (state === "connected") {
    byId("sid").textContent = client.id;
    showServers();
  }
}

// The servers of the cluster, as reported by this one.

async function showServers() {
  if (!client.connected) return;
  try {
    const [report] = await client.ask(3000, "stats");
    byId("server").textContent = location.host + ", node " + report.node;
    const others = report.nodes.slice(1).map((node) => link(node.label.split(":").pop()));
    byId("others").replaceChildren(...others.flatMap((other) => [" · other server: ", other]));
  } catch {
    // the page already shows the state of the connection
  }
}

function link(port) {
  const other = document.createElement("a");
  other.href = location.protocol + "//" + location.hostname + ":" + port + "/";
  other.target = "_blank";
  other.textContent = location.hostname + ":" + port;
  return other;
}

setInterval(showServers, 3000);

// Messages. The server forwards my_event unchanged to the socket that it names.

byId("form").addEventListener("submit", async (submit) => {
  submit.preventDefault();
  if (!client.connected) return;
  const message = byId("message").value;
  const sid = byId("target").value.trim();
  const id = Math.random().toString(36).slice(2);
  const note = log("sent", message, "to " + sid);
  note.textContent = "sending …";
  try {
    const [answer] = await client.ask(10000, "my_event", { message, sid, id, from: client.id });
    if (answer && answer.error) tell(note, "failed", answer.error);
    else await confirmDelivery(sid, id, note);
  } catch (error) {
    tell(note, "failed", error.message);
  }
});

// Requests a confirmation of a message that the broker has accepted. The message arrives before this
// request, so a receiver that has displayed it confirms it.
async function confirmDelivery(sid, id, note) {
  tell(note, "", "accepted by the broker");
  const [answer] = await client.ask(5000, "ask", { sid, data: { received: id }, timeout: 3000 });
  if (answer === true) tell(note, "delivered", "✓ delivered");
  else if (answer && answer.error) tell(note, "failed", "not confirmed: " + answer.error);
  else tell(note, "", "sent; the receiver does not confirm");
}

client.on("my_event", (event) => {
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

client.on("ask", (question, answer) => answer(received.has(question && question.received)));

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
    await navigator.clipboard.writeText(client.id);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(byId("sid"));
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
});
