// D: a bare Node Socket.IO server in memory. It stores nothing and checks nothing. node server.js PORT
const http = require("http");
const { Server } = require("socket.io");

const PAGE = Buffer.from("<!doctype html><title>Zukunftswerkstatt</title>" + "<p>Ein Absatz.</p>".repeat(500));
const DONE = Buffer.from('{"ok": true, "result": {}}');
const BEAT = 200;

const web = http.createServer((request, response) => {
  const answer = (body) => {
    response.writeHead(200, { "Content-Type": "text/html", "Content-Length": body.length });
    response.end(body);
  };
  if (request.method !== "POST") return answer(PAGE);
  request.resume();
  return request.on("end", () => {
    if (request.url === "/signal") io.emit("region", { name: "phone", revision: 1, html: "" });
    answer(DONE);
  });
});
const io = new Server(web, { perMessageDeflate: false, httpCompression: false, serveClient: false });
let total = 0;
let told = 0;

io.on("connection", (socket) => {
  socket.on("vote", (vote, answer) => {
    total += vote.points;
    answer({ ok: true, total });
  });
  socket.on("clock", (answer) => answer({ now: 0 }));
});
setInterval(() => {
  if (told === total) return;
  told = total;
  io.to("projector").emit("tally", { total });
}, BEAT);
web.listen(Number(process.argv[2]), "127.0.0.1", 4096);
