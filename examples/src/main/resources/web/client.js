"use strict";

// A minimal Socket.IO client for this page, over WebSocket: text events and acknowledgements,
// heartbeat, reconnection. The page needs no downloads; an application uses the official client.
class Client {
  static MAX_DELAY = 2000;

  constructor(onState) {
    this.onState = onState; // (state, detail): connected | lost | reconnecting
    this.handlers = new Map();
    this.acks = new Map();
    this.nextAck = 0;
    this.attempt = 0;
    this.id = null;
    this.open();
  }

  get connected() {
    return this.id !== null;
  }

  on(event, handler) {
    this.handlers.set(event, handler);
  }

  emit(event, ...args) {
    this.send("42", [event, ...args]);
  }

  // Resolves with the arguments of the acknowledgement.
  ask(milliseconds, event, ...args) {
    const id = this.nextAck++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.settle(id, () => reject(new Error("no answer from the server"))), milliseconds);
      this.acks.set(id, { late, resolve, reject });
      this.send("42" + id, [event, ...args]);
    });
  }

  send(head, data) {
    if (this.connected) this.socket.send(head + JSON.stringify(data));
  }

  settle(id, outcome) {
    const ack = this.acks.get(id);
    if (!ack) return;
    this.acks.delete(id);
    clearTimeout(ack.late);
    outcome(ack);
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    this.socket = new WebSocket(scheme + location.host + "/socket.io/?EIO=4&transport=websocket");
    this.socket.onmessage = (message) => this.receive(message.data);
    this.socket.onclose = () => this.lost("connection closed");
  }

  receive(text) {
    if (text[0] === "0") {
      this.restartTimeout = this.heartbeat(JSON.parse(text.slice(1)));
      this.restartTimeout();
      this.socket.send("40");
    } else if (text === "2") {
      this.restartTimeout();
      this.socket.send("3");
    } else if (text[0] === "4") {
      this.packet(text[1], text.slice(2));
    }
  }

  // Closes the connection when no packet arrives within pingInterval + pingTimeout.
  heartbeat({ pingInterval, pingTimeout }) {
    return () => {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.socket.close(), pingInterval + pingTimeout);
    };
  }

  packet(type, text) {
    const start = text.search(/[[{]/);
    const data = start < 0 ? null : JSON.parse(text.slice(start));
    const ackId = text.slice(0, Math.max(start, 0));
    if (type === "0") {
      this.id = data.sid;
      this.attempt = 0;
      this.onState("connected");
    } else if (type === "1") {
      this.socket.close();
    } else if (type === "2") {
      const answer = (...values) => ackId && this.send("43" + ackId, values);
      const handler = this.handlers.get(data[0]);
      if (handler) handler(...data.slice(1), answer);
    } else if (type === "3") {
      this.settle(Number(ackId), (ack) => ack.resolve(data));
    } else if (type === "4") {
      this.lost("refused: " + data.message);
    }
  }

  lost(why) {
    clearTimeout(this.silence);
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
    this.id = null;
    for (const id of [...this.acks.keys()]) this.settle(id, (ack) => ack.reject(new Error(why)));
    this.attempt++;
    this.onState(this.attempt === 1 ? "lost" : "reconnecting", this.attempt === 1 ? why : "attempt " + (this.attempt - 1));
    setTimeout(() => this.open(), Math.min(Client.MAX_DELAY, 250 * 2 ** (this.attempt - 1)));
  }
}
