// Answers its health check after READY_AFTER_MS (never when negative).
import { createServer } from 'node:http';

const readyAfter = Number(process.env.READY_AFTER_MS ?? 0);
const started = Date.now();
console.log(`started at ${started}`);
createServer((request, response) => {
  if (request.method === 'POST') console.error(`asked: ${request.method} ${request.url}`);
  const ready = readyAfter >= 0 && Date.now() - started >= readyAfter;
  response.writeHead(ready ? 200 : 503).end(JSON.stringify(process.env));
}).listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => { console.log(`stopped at ${Date.now()}`); process.exit(0); });
