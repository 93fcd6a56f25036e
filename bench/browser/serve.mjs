#!/usr/bin/env node
// Serves a folder as Crash Store serves its files, compressed beforehand: serve.mjs FOLDER PORT

import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const [folder, port] = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

const files = new Map();
for (const name of readdirSync(folder)) {
  const body = brotliCompressSync(readFileSync(join(folder, name)));
  const headers = { 'Content-Type': TYPES[extname(name)], 'Content-Encoding': 'br' };
  files.set(name === 'index.html' ? '/' : `/${name}`, { body, headers });
}
createServer((request, response) => {
  const file = files.get(request.url);
  response.writeHead(file ? 200 : 404, file?.headers).end(file?.body);
}).listen(Number(port), '127.0.0.1');
