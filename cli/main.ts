import { text } from 'node:stream/consumers';
import { openInBrowser } from './browser';
import { runCli } from './command';
import { processEnvironment } from './config';
import { commands } from './commands';
import { INTERRUPTED } from './signals';

// Whoever reads may have seen enough: `perennial runs | head`. What runs for long stops as it does for Ctrl-C.
let unread = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  if (process.listenerCount('SIGINT') === 0) process.exit();
  if (!unread) process.emit('SIGINT');
  unread = true;
});

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
