// The process that is tried: started, timed, killed, looked into.
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { VARDE, sleep } from '../api/lib.mjs';
import { onLeaving } from './leaving.mjs';

export function freePort() {
  return new Promise((done, fail) => {
    const server = net.createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** One varde serve on a port that stays its own over all its lives. */
export class House {
  restarts = []; // milliseconds from the start to /readyz
  lines = [];
  ready = false;

  static async create(url, { env = {}, args = [], log, readyMost = 30_000 } = {}) {
    const house = new House();
    Object.assign(house, { db: url, env, args, log, readyMost });
    house.port = await freePort();
    house.url = `http://127.0.0.1:${house.port}`;
    house.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    return house;
  }

  /** Only the process: it may be killed before it is ready. */
  spawn() {
    this.began = performance.now();
    this.child = spawn(VARDE, ['serve', '--db', this.db, '--listen', `127.0.0.1:${this.port}`, ...this.args], {
      env: { ...process.env, VARDE_DEMO: 'true', ...this.env },
      stdio: ['ignore', 'ignore', this.log ?? 'pipe'],
    });
    if (this.log === undefined) createInterface({ input: this.child.stderr }).on('line', (line) => this.lines.push(line));
    this.alive = true;
    const { child } = this;
    const gone = onLeaving(() => child.kill('SIGKILL'));
    this.ended = new Promise((done) => {
      child.once('close', (code, signal) => {
        gone();
        this.alive = this.ready = false;
        done({ code, signal });
      });
    });
  }

  async start() {
    this.spawn();
    await this.untilReady();
    this.restarts.push(performance.now() - this.began);
  }

  status(path, timeout = 2000) {
    return new Promise((done) => {
      const request = http.get(this.url + path, { agent: false, timeout }, (answer) => {
        answer.resume();
        done(answer.statusCode);
      });
      request.once('timeout', () => request.destroy());
      request.once('error', () => done(0));
    });
  }

  async untilReady() {
    for (const end = performance.now() + this.readyMost; ; await sleep(2)) {
      if ((await this.status('/readyz')) === 200) break;
      if (!this.alive) throw new Error(`it ended by itself: ${this.lines.slice(-5).join('\n')}`);
      if (performance.now() > end) throw new Error(`not ready after ${this.readyMost} ms: ${this.lines.slice(-5).join('\n')}`);
    }
    this.ready = true;
  }

  async kill() {
    this.ready = false;
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async stop() {
    this.ready = false;
    this.child.kill('SIGTERM');
    const { code, signal } = await this.ended;
    this.agent.destroy();
    return code === 0 && signal === null;
  }
}
