// The two databases, each suite with one of its own, and a way into them beside the server: to break an agreement,
// to count what is stored, to hold a lock. SQLite through Python's library, PostgreSQL through psql.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SQLITE_HELPER = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
def plain(value):
    return value.hex() if isinstance(value, bytes) else value
for line in sys.stdin:
    try:
        cursor = db.execute(json.loads(line))
        names = [d[0] for d in cursor.description or []]
        answer = {"rows": [dict(zip(names, map(plain, row))) for row in cursor.fetchall()]}
    except sqlite3.Error as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
`;

class SqliteStore {
  kind = 'SQLite';

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'varde-api-'));
    this.path = join(this.folder, 'varde.db');
    this.url = `sqlite:${this.path}`;
    this.waiting = [];
  }

  #start() {
    this.helper = spawn('python3', ['-c', SQLITE_HELPER, this.path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: this.helper.stdout }).on('line', (line) => {
      const { done, fail } = this.waiting.shift();
      const { rows, error } = JSON.parse(line);
      if (error === undefined) done(rows);
      else fail(new Error(error));
    });
  }

  /** Runs one statement beside the server; blobs come as hex. */
  sql(text) {
    if (this.helper === undefined) this.#start();
    return new Promise((done, fail) => {
      this.waiting.push({ done, fail });
      this.helper.stdin.write(`${JSON.stringify(text)}\n`);
    });
  }

  id = (text) => `x'${hexOf(text)}'`;

  /** Nobody else can write until the function that it gives is called. */
  async stall() {
    await this.sql('BEGIN IMMEDIATE');
    return () => this.sql('ROLLBACK');
  }

  drop() {
    this.helper?.stdin.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a writer of the program takes first (src/store/postgres.c). */
const TURN = 'DO $$ BEGIN PERFORM pg_advisory_xact_lock(8612734); END $$';

/** psql, which answers one question after the other until one is wrong or its line is cut. */
class Psql {
  waiting = [];
  said = [];
  errors = '';
  answered = 0;

  constructor(url, gone) {
    this.child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin.on('error', () => {}); // how it ended is told below
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.errors += text));
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      if (line !== Psql.END) return this.said.push(line);
      this.answered += 1;
      this.waiting.shift().done(this.said.splice(0).join('\n'));
    });
    this.child.once('close', (code) => {
      // 3 is a fault of the question as well as a server that was stopped at once.
      this.cut = this.answered > 0 && (code === 2 || this.errors.includes('server closed the connection'));
      gone();
      for (const { fail } of this.waiting) fail(new Error(this.errors));
    });
  }

  static END = 'ANSWERED';

  ask(text) {
    return new Promise((done, fail) => {
      this.waiting.push({ done, fail });
      this.child.stdin.write(`${text};\n\\echo ${Psql.END}\n`);
    });
  }

  end() {
    this.child.stdin.end();
  }
}

/** A way into a database of PostgreSQL, beside the server or as another role. */
export class Postgres {
  constructor(url) {
    this.url = url;
  }

  /** Runs one statement beside the server, or several as one; ids and bytes come as hex. What changes something is done
   * when no writer of the program is in the middle of its own, so that neither waits for the other half way. */
  async sql(text) {
    const reads = /^\s*select/i.test(text);
    const asked = reads ? `SELECT coalesce(json_agg(t), '[]') FROM (${text}) t` : `BEGIN;\n${TURN};\n${text};\nCOMMIT`;
    const said = await this.#asked(asked);
    if (!reads) return [];
    return JSON.parse(said).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, hexText(value)])),
    );
  }

  /** What psql says, one that stays: to start it costs more than most questions. A fault ends it, and so does a line
   * that was cut since the last question, of which it hears only now. */
  async #asked(text) {
    const psql = this.#psql();
    try {
      return await psql.ask(text);
    } catch (error) {
      if (psql.cut) return this.#psql().ask(text);
      throw error;
    }
  }

  #psql() {
    return (this.psql ??= new Psql(this.url, () => (this.psql = undefined)));
  }

  leave() {
    this.psql?.end();
  }
}

let databases = 0;

class PostgresStore extends Postgres {
  kind = 'PostgreSQL';

  constructor(maintenance) {
    databases += 1;
    const name = `varde_api_${process.pid}_${databases}`;
    super(maintenance.replace(/\/[^/?]*(\?|$)/, `/${name}$1`));
    this.maintenance = maintenance;
    this.name = name;
    this.#admin(`CREATE DATABASE ${this.name}`);
    this.role = `${this.name}_serving`;
    this.#admin(`CREATE ROLE ${this.role} LOGIN PASSWORD 'serving'`);
  }

  /** As the role that owns nothing: for the server, once `varde grant` has given it what it needs. */
  get roleUrl() {
    const url = new URL(this.url);
    url.searchParams.delete('password');
    if (url.username !== '') url.username = '';
    url.searchParams.set('user', this.role);
    url.searchParams.set('password', 'serving');
    return url.href;
  }

  #admin(text) {
    execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', this.maintenance, '-c', text], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  id = (text) => `'${hexOf(text)}'::uuid`;

  /** The database is gone until the function that it gives is called. */
  async stall() {
    this.#admin(`ALTER DATABASE ${this.name} ALLOW_CONNECTIONS false`);
    this.#admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${this.name}'`);
    return async () => this.#admin(`ALTER DATABASE ${this.name} ALLOW_CONNECTIONS true`);
  }

  drop() {
    this.leave();
    this.#admin(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
    this.#admin(`DROP ROLE IF EXISTS ${this.role}`);
  }
}

/** As SQLite gives them: without PostgreSQL's dashes and prefix. */
function hexText(value) {
  if (typeof value !== 'string') return value;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value.replaceAll('-', '');
  return value.startsWith('\\x') ? value.slice(2) : value;
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id's 26 digits as 32 hexadecimal ones. */
export function hexOf(id) {
  let bits = 0n;
  for (const digit of id) bits = (bits << 5n) | BigInt(DIGITS.indexOf(digit));
  return bits.toString(16).padStart(32, '0');
}

/** And back. */
export function idOf(hex) {
  let bits = BigInt(`0x${hex}`);
  let text = '';
  for (let i = 0; i < 26; i += 1, bits >>= 5n) text = DIGITS[Number(bits & 31n)] + text;
  return text;
}

const POSTGRES = process.env.VARDE_TEST_POSTGRES;

/** What each suite runs on: skip tells in words why one cannot be used here. */
export const stores = [
  { kind: 'SQLite', skip: false, create: () => new SqliteStore() },
  {
    kind: 'PostgreSQL',
    skip: POSTGRES ? false : 'VARDE_TEST_POSTGRES is not set',
    create: () => new PostgresStore(POSTGRES),
  },
];
