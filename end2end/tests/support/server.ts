import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BINARY =
  process.env.CRASH_STORE_BINARY ?? resolve(__dirname, '../../../target/release/crash-store');
const START_MS = 60_000;
const STOP_MS = 30_000;

/** Sections of `config.ini`, by name. */
export type Settings = Record<string, Record<string, string | number | boolean>>;

/** Someone who can log in. */
export interface Account {
  email: string;
  password: string;
}

export const ADMIN: Account = {
  email: 'admin@example.com',
  password: 'Adm1n-Of-The-Browser-Tests!',
};

/**
 * A real `crash-store serve` on a free port, with a directory of its own.
 *
 * The directory outlives `stop()`, so that a restarted server finds its data,
 * and goes with `dispose()`.
 */
export class CrashStore {
  readonly directory = mkdtempSync(join(tmpdir(), 'crash-store-'));
  readonly dumpsDir = join(this.directory, 'dumps');
  readonly logFile = join(this.directory, 'server.log');
  private readonly secretKey = randomBytes(32).toString('hex');
  private readonly configFile = join(this.directory, 'config.ini');
  private port = 0;
  private process?: ChildProcess;

  /** `overrides` are laid over the settings that all tests share. */
  constructor(private overrides: Settings = {}) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything the server has logged so far. */
  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  async start(): Promise<void> {
    if (!existsSync(BINARY)) {
      throw new Error(`${BINARY} is missing: run \`make build\` first`);
    }
    if (this.port !== 0) {
      return this.launch();
    }
    for (let tries = 3; ; tries -= 1) {
      this.port = await freePort();
      try {
        return await this.launch();
      } catch (error) {
        // Somebody else may have taken the port meanwhile.
        if (tries === 1) {
          throw error;
        }
      }
    }
  }

  /** Ends the server by SIGTERM and waits for its drain. */
  async stop(): Promise<void> {
    const process = this.process;
    if (process === undefined || hasEnded(process)) {
      return;
    }
    const ended = once(process, 'exit');
    process.kill('SIGTERM');
    const impatience = setTimeout(() => process.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(impatience);
    if (process.signalCode === 'SIGKILL') {
      throw new Error(`the server did not stop within ${STOP_MS} ms:\n${this.log}`);
    }
  }

  /** Stops and starts it again at the same address, with further settings if given. */
  async restart(overrides: Settings = {}): Promise<void> {
    await this.stop();
    this.overrides = merged(this.overrides, overrides);
    await this.start();
  }

  /** Stops it and removes its directory. */
  async dispose(): Promise<void> {
    try {
      await this.stop();
    } finally {
      rmSync(this.directory, { recursive: true, force: true });
    }
  }

  /** Makes an administrator by the command line, as an operator would. */
  createAdmin(account: Account = ADMIN): Account {
    const done = spawnSync(
      BINARY,
      ['createsuperuser', '--email', account.email, '--password-stdin', '--config', this.configFile],
      { input: `${account.password}\n`, encoding: 'utf8' },
    );
    if (done.status !== 0) {
      throw new Error(`createsuperuser failed: ${done.stderr}`);
    }
    return account;
  }

  /** The path of the one-time link that a server without users logs at its start. */
  setUpPath(): string {
    const link = this.log.match(/\/setup\?token=[\w-]+/);
    if (link === null) {
      throw new Error(`the server logged no set-up link:\n${this.log}`);
    }
    return link[0];
  }

  private async launch(): Promise<void> {
    this.writeConfig();
    const log = openSync(this.logFile, 'a');
    this.process = spawn(BINARY, ['serve', '--config', this.configFile], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await this.untilHealthy();
  }

  private writeConfig(): void {
    const settings = merged(
      {
        server: { bind: `127.0.0.1:${this.port}`, secret_key: this.secretKey },
        paths: { data_dir: join(this.directory, 'data'), dumps_dir: this.dumpsDir },
        auth: { login_attempts_per_minute: 0 },
        limits: { reserve_bytes: 0 },
      },
      this.overrides,
    );
    const lines = Object.entries(settings).flatMap(([section, values]) => [
      `[${section}]`,
      ...Object.entries(values).map(([key, value]) => `${key} = ${value}`),
    ]);
    writeFileSync(this.configFile, lines.join('\n') + '\n', { mode: 0o600 });
  }

  private async untilHealthy(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline) {
      if (this.process === undefined || hasEnded(this.process)) {
        throw new Error(`the server ended at once:\n${this.log}`);
      }
      try {
        if ((await fetch(`${this.url}/healthz`)).ok) {
          return;
        }
      } catch {
        // It does not listen yet.
      }
      await pause(20);
    }
    throw new Error(`the server did not come up:\n${this.log}`);
  }
}

function hasEnded(process: ChildProcess): boolean {
  return process.exitCode !== null || process.signalCode !== null;
}

function merged(settings: Settings, overrides: Settings): Settings {
  const result = { ...settings };
  for (const [section, values] of Object.entries(overrides)) {
    result[section] = { ...result[section], ...values };
  }
  return result;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
