import { text } from 'node:stream/consumers';
import { openInBrowser } from './browser';
import { runCli } from './command';
import { processEnvironment } from './config';
import { commands } from './commands';
import { INTERRUPTED, stopUnread } from './signals';

stopUnread([process.stdout, process.stderr]);

const environment = processEnvironment();

void runCli(
  {
    environment,
    out: (line) => process.stdout.write(line),
    err: (line) => process.stderr.write(line),
    input: () => text(process.stdin),
    interactive: process.stderr.isTTY,
    columns: process.stderr.columns ?? 100,
    browse: (file) => openInBrowser(file, environment),
  },
  process.argv.slice(2),
  commands,
).then((code) => {
  // Whoever pressed Ctrl-C waits for nothing that was begun and is not needed any more.
  if (code === INTERRUPTED) process.exit(code);
  process.exitCode = code;
});
