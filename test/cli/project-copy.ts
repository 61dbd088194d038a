import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const PROJECT = resolve(__dirname, '../..');

export interface Ended {
  readonly status: number | null;
  /** What it wrote, on both outputs. */
  readonly said: string;
}

/** The project as a commit would hold it, to be written into. */
export class ProjectCopy {
  readonly path = mkdtempSync(join(tmpdir(), 'perennial-copy-'));

  constructor() {
    const listed = ['ls-files', '--cached', '--others', '--exclude-standard'];
    const files = execFileSync('git', listed, { cwd: PROJECT, encoding: 'utf8' }).split('\n');
    for (const file of files) {
      if (file === '' || !existsSync(join(PROJECT, file))) continue;
      mkdirSync(dirname(join(this.path, file)), { recursive: true });
      cpSync(join(PROJECT, file), join(this.path, file));
    }
    symlinkSync(join(PROJECT, 'node_modules'), join(this.path, 'node_modules'), 'dir');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  has(file: string): boolean {
    return existsSync(join(this.path, file));
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.path, file), text);
  }

  /** A Node program of the copy. */
  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const child = spawn(process.execPath, args, {
      cwd: this.path,
      env: { ...process.env, CI: 'true', ...environment },
    });
    let said = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (text: Buffer) => (said += text.toString()));
    }
    return new Promise((done) => {
      child.once('close', (status) => done({ status, said }));
    });
  }

  perennial(...args: string[]): Promise<Ended> {
    return this.run(['bin/perennial.cjs', ...args]);
  }

  jest(...args: string[]): Promise<Ended> {
    const node = ['--experimental-vm-modules', '--no-warnings'];
    return this.run([...node, 'node_modules/jest/bin/jest.js', ...args]);
  }

  /** What lint says of these files; nothing when all is well. */
  async linted(files: readonly string[]): Promise<string> {
    const { said } = await this.run(['node_modules/eslint/bin/eslint.js', ...files]);
    return said;
  }

  /** What the compiler says of these files. */
  typeErrors(files: readonly string[]): string[] {
    const config = ts.readConfigFile(join(this.path, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, this.path);
    const own = files.map((file) => join(this.path, file));
    const program = ts.createProgram(own, { ...options, incremental: false });
    return ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file === undefined || own.includes(file.fileName))
      .map(({ file, messageText }) => {
        const text = ts.flattenDiagnosticMessageText(messageText, ' ');
        return `${file?.fileName.slice(this.path.length + 1) ?? ''}: ${text}`;
      });
  }
}
