const state = document.getElementById("state");
const log = document.getElementById("log");
const join = document.getElementById("join");
const say = document.getElementById("say");
let room = join.room.value;
let node = "";

const socket = io({ auth: callback => callback({ name: join.name.value }) });

function add(text, origin) {
  const line = document.createElement("li");
  line.textContent = text + " ";
  if (origin) {
    const from = document.createElement("small");
    from.textContent = "through " + origin;
    line.append(from);
  }
  log.append(line);
}

socket.on("connect", () => socket.emit("join", room, () => (state.textContent = `in ${room}, on ${node}`)));
socket.on("disconnect", reason => (state.textContent = `disconnected: ${reason}`));
socket.on("welcome", label => {
  node = label;
  state.textContent = `in ${room}, on ${node}`;
});
socket.on("joined", (where, name) => add(`${name} is in ${where}`));
socket.on("left", name => add(`${name} left`));
socket.on("said", message => add(`${message.name}: ${message.text}`, message.node));

join.addEventListener("submit", event => {
  event.preventDefault();
  room = join.room.value;
  socket.disconnect().connect();
});
say.addEventListener("submit", event => {
  event.preventDefault();
  socket.emit("say", { room, text: say.text.value }, failure => failure && add(failure));
  say.text.value = "";
});
