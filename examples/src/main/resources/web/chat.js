"use strict";

// The page of the chat. Text of people becomes text nodes only, never HTML.

const MAX_SHOWN = 200;
const MAX_IMAGE_BYTES = 200000;
const IMAGE_SIDES = [1600, 1200, 800, 500, 300];
const ANSWER = 10000;
const TYPING = 3000;

const byId = (id) => document.getElementById(id);
const people = new Map(); // by sid
const shown = new Map(); // the entries of the log, by the id of the message
const typists = new Map(); // the time at which somebody counts as silent again, by sid
let socket;
let room = "";
let nodes = [];
let receiver = null; // the sid that the composer writes to, or null for the room
let lastTyping = 0;

function element(tag, text, properties = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  made.textContent = text;
  return made;
}

// The connection.

function enter(name) {
  socket = io("/chat", { auth: { name }, reconnectionDelay: 300, reconnectionDelayMax: 2000 });
  socket.on("connect", connected);
  socket.on("connect_error", refused);
  socket.on("disconnect", disconnected);
  socket.io.on("reconnect_attempt", (attempt) => state("connecting", "connecting again, attempt " + attempt));
  socket.on("person", addPerson);
  socket.on("people", showPeople);
  socket.on("left", removePerson);
  socket.on("said", said);
  socket.on("typing", typing);
}

function state(kind, text) {
  byId("state").dataset.state = kind;
  byId("state").textContent = text;
}

function connected() {
  const again = !byId("chat").hidden;
  byId("entrance").hidden = true;
  byId("chat").hidden = byId("toggle").hidden = false;
  byId("sid").textContent = socket.id;
  if (again) notice("connected again");
  else byId("text").focus();
  join(room);
}

// The server refuses a name. Every other error is followed by the next attempt.
function refused(error) {
  if (socket.active) {
    state("connecting", "no connection: " + error.message);
    return;
  }
  state("refused", "refused");
  byId("refused").textContent = error.message;
  byId("chat").hidden = byId("toggle").hidden = true;
  byId("entrance").hidden = false;
  byId("name").focus();
}

// A server that shuts down disconnects its clients, which then connect again by themselves only here.
function disconnected(reason) {
  state("connecting", "connection lost");
  notice("connection lost: " + reason);
  people.clear();
  showPlaces();
  if (reason === "io server disconnect") setTimeout(() => socket.connect(), 500);
}

// Emits an event and returns its answer. An answer with an error is an exception.
async function ask(event, value) {
  if (!socket.connected) throw new Error("not connected; try again in a moment");
  let answer;
  try {
    answer = await socket.timeout(ANSWER).emitWithAck(event, value);
  } catch {
    throw new Error("the server has not answered");
  }
  if (answer && answer.error) throw new Error(answer.error);
  return answer;
}

async function join(name) {
  try {
    const joined = await ask("join", name);
    if (name !== room) clearRoom();
    room = name;
    sessionStorage.setItem("room", room);
    showPeople(joined.people);
    state("connected", "connected to " + nodes[0]);
    byId("title").textContent = "# " + room;
    byId("log").setAttribute("aria-busy", "true");
    joined.history.forEach(show);
    byId("log").removeAttribute("aria-busy");
    problem("");
  } catch (error) {
    problem(error.message);
  }
}

// Rooms and people.

function showPeople(found) {
  people.clear();
  for (const person of found.all) people.set(person.sid, person);
  nodes = found.nodes;
  if (found.missing) notice(found.missing + " of the servers did not say who is there");
  showPlaces();
}

function addPerson(person) {
  const before = people.get(person.sid);
  people.set(person.sid, person);
  if (person.sid !== socket.id) {
    if (person.room === room) notice(person.name + " is here, on " + person.node);
    else if (before && before.room === room) notice(person.name + " went to " + person.room);
  }
  showPlaces();
}

function removePerson(sid) {
  const person = people.get(sid);
  people.delete(sid);
  if (person && person.room === room) notice(person.name + " left");
  showPlaces();
}

// Replaces a list and keeps the focus on the entry with the same key.
function replace(list, entries) {
  const key = list.contains(document.activeElement) && document.activeElement.dataset.key;
  list.replaceChildren(
    ...entries.map((button) => {
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  if (key) (entries.find((button) => button.dataset.key === key) || byId("text")).focus();
}

function showPlaces() {
  const counts = new Map(room ? [[room, 0]] : []);
  for (const person of people.values()) {
    if (person.room) counts.set(person.room, (counts.get(person.room) || 0) + 1);
  }
  replace(byId("rooms"), [...counts].sort().map(([name, count]) => roomButton(name, count)));
  const sorted = [...people.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.sid < b.sid ? -1 : 1));
  replace(byId("people"), sorted.map(personButton));
  byId("toggle").textContent = "People (" + people.size + ")";
  byId("node").textContent = nodes[0] || "…";
  const links = nodes.slice(1).map(serverLink).filter(Boolean);
  byId("others").replaceChildren(...links.flatMap((link, i) => [i ? ", " : "Open a tab on ", link]));
  showReceiver();
}

function roomButton(name, count) {
  const button = element("button", "", { type: "button" });
  button.dataset.key = name;
  button.setAttribute("aria-current", name === room);
  button.append(element("b", "# " + name), element("small", count + (count === 1 ? " person" : " people")));
  button.addEventListener("click", () => {
    join(name);
    closePlaces();
  });
  return button;
}

function personButton(person) {
  const button = element("button", "", { type: "button", disabled: person.sid === socket.id });
  button.dataset.key = person.sid;
  button.setAttribute("aria-current", person.sid === receiver);
  button.append(
    element("b", person.name + (person.sid === socket.id ? " (you)" : "")),
    element("small", (person.room ? "# " + person.room + " · " : "") + person.node),
  );
  button.title = person.sid === socket.id ? person.sid : "Write to " + person.sid;
  button.addEventListener("click", () => writeTo(person.sid));
  return button;
}

function serverLink(label) {
  const port = /:(\d+)$/.exec(label);
  if (!port) return null;
  const target = location.protocol + "//" + location.hostname + ":" + port[1] + "/";
  return element("a", label, { href: target, target: "_blank", rel: "noopener" });
}

// Messages.

function said(message, received) {
  show(message);
  typists.delete(message.author.sid);
  showTyping();
  if (received) received(true);
}

function show(message) {
  if (shown.has(message.id)) return;
  const mine = message.author.sid === socket.id;
  const entry = document.createElement("li");
  entry.className = (mine ? "mine" : "") + (message.to ? " direct" : "");
  entry.dataset.time = message.time;
  const time = new Date(message.time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const whom = message.to ? (mine ? "only for " + nameOf(message.to) : "only for you") : "";
  const about = element("div", "", { className: "about" });
  about.append(...[element("b", mine ? "You" : message.author.name), whom, time, "via " + message.author.node].filter(Boolean)
    .map((part) => (part instanceof Node ? part : element("span", part))));
  entry.append(about);
  if (message.image) entry.append(picture(message));
  if (message.text) entry.append(element("div", message.text, { className: "words" }));
  if (message.to && !mine) {
    const reply = element("button", "Reply", { type: "button", className: "link" });
    reply.addEventListener("click", () => writeTo(message.author.sid));
    about.append(reply);
  }
  shown.set(message.id, entry);
  append(entry);
}

function picture(message) {
  const image = document.createElement("img");
  image.alt = "picture of " + message.author.name;
  image.src = URL.createObjectURL(new Blob([message.image], { type: "image/jpeg" }));
  image.addEventListener("load", scrollDown);
  return image;
}

function notice(text) {
  const entry = element("li", text, { className: "notice" });
  entry.dataset.time = Date.now();
  append(entry);
}

// Adds an entry after all earlier ones. The oldest entry goes if there are too many.
function append(entry) {
  const log = byId("log");
  let next = null;
  for (let last = log.lastElementChild; last && +last.dataset.time > +entry.dataset.time; last = last.previousElementSibling) {
    next = last;
  }
  log.insertBefore(entry, next);
  if (log.childElementCount > MAX_SHOWN) remove(log.firstElementChild);
  scrollDown();
}

function remove(entry) {
  for (const image of entry.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  for (const [id, each] of shown) if (each === entry) shown.delete(id);
  entry.remove();
}

// Direct messages stay.
function clearRoom() {
  for (const entry of [...byId("log").children]) if (!entry.classList.contains("direct")) remove(entry);
}

function scrollDown() {
  byId("log").scrollTop = byId("log").scrollHeight;
}

function nameOf(sid) {
  const person = people.get(sid);
  return person ? person.name : sid;
}

// The composer.

function problem(text) {
  byId("problem").textContent = text;
}

function writeTo(sid) {
  receiver = sid;
  closePlaces();
  showPlaces();
  byId("text").focus();
}

function showReceiver() {
  byId("direct").hidden = !receiver;
  byId("receiver").textContent = receiver ? nameOf(receiver) : "";
  scrollDown();
  byId("text").placeholder = receiver ? "Message for " + nameOf(receiver) : "Message for # " + room;
}

async function send(text, image) {
  problem("");
  byId("send").disabled = true;
  try {
    show(await ask("say", { to: receiver, text, image }));
    return true;
  } catch (error) {
    problem("Not sent: " + error.message);
    return false;
  } finally {
    byId("send").disabled = false;
  }
}

byId("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = byId("text");
  const text = field.value;
  if (text.trim() && !byId("send").disabled && (await send(text, null)) && field.value === text) field.value = "";
  lastTyping = 0;
});

byId("picture").addEventListener("click", () => byId("file").click());

byId("file").addEventListener("change", async () => {
  const [file] = byId("file").files;
  byId("file").value = "";
  if (!file) return;
  try {
    const image = await shrink(file);
    await send("", image);
  } catch (error) {
    problem("Not sent: " + error.message);
  }
  byId("text").focus();
});

// Draws a picture again, as a JPEG that the server accepts. This leaves out its metadata, too.
async function shrink(file) {
  const source = await createImageBitmap(file).catch(() => {
    throw new Error("this file is no picture");
  });
  for (const side of IMAGE_SIDES) {
    const scale = Math.min(1, side / Math.max(source.width, source.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.max(1, Math.round(source.width * scale)),
      height: Math.max(1, Math.round(source.height * scale)),
    });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (drawn && drawn.size <= MAX_IMAGE_BYTES) return drawn.arrayBuffer();
  }
  throw new Error("this picture is too large");
}

byId("back").addEventListener("click", () => writeTo(null));
byId("sample").addEventListener("click", () => {
  byId("text").value = byId("sample").textContent;
  byId("text").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (byId("places").classList.contains("open")) {
    closePlaces();
    byId("toggle").focus();
  } else if (receiver) {
    writeTo(null);
  }
});

// Who types.

byId("text").addEventListener("input", () => {
  const now = Date.now();
  if (!socket || !socket.connected || !byId("text").value || now - lastTyping < TYPING / 2) return;
  lastTyping = now;
  socket.volatile.emit("typing", receiver);
});

function typing(person, direct) {
  if (!direct && person.room !== room) return;
  typists.set(person.sid, { name: person.name, until: Date.now() + TYPING });
  showTyping();
  setTimeout(showTyping, TYPING + 50);
}

function showTyping() {
  for (const [sid, each] of typists) if (each.until <= Date.now()) typists.delete(sid);
  const names = [...typists.values()].map((each) => each.name);
  const text = names.length > 3 ? names.length + " people are typing …"
    : names.length ? names.join(", ") + (names.length > 1 ? " are" : " is") + " typing …" : "";
  if (byId("typing").textContent !== text) byId("typing").textContent = text;
}

// Entrance, rooms by name, ids.

byId("entrance").addEventListener("submit", (event) => {
  event.preventDefault();
  byId("refused").textContent = "";
  const name = byId("name").value.trim();
  room = byId("first-room").value.trim();
  sessionStorage.setItem("name", name);
  sessionStorage.setItem("room", room);
  state("connecting", "connecting");
  if (socket) socket.disconnect();
  enter(name);
});

byId("go").addEventListener("submit", (event) => {
  event.preventDefault();
  join(byId("room").value.trim());
  byId("room").value = "";
  closePlaces();
});

byId("write").addEventListener("submit", (event) => {
  event.preventDefault();
  writeTo(byId("target").value.trim());
  byId("target").value = "";
});

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

function openPlaces(open) {
  byId("places").classList.toggle("open", open);
  byId("toggle").setAttribute("aria-expanded", open);
}

function closePlaces() {
  openPlaces(false);
}

byId("toggle").addEventListener("click", () => openPlaces(!byId("places").classList.contains("open")));

if (typeof io === "undefined") {
  byId("entrance").hidden = true;
  byId("no-client").hidden = false;
} else if (sessionStorage.getItem("name")) {
  byId("name").value = sessionStorage.getItem("name");
  room = sessionStorage.getItem("room");
  byId("first-room").value = room;
  state("connecting", "connecting");
  enter(byId("name").value);
} else {
  byId("name").focus();
}
