import { runCli } from './command';
import { processEnvironment } from './config';
import { commands } from './commands';

void runCli(
  {
    environment: processEnvironment(),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY,
    columns: process.stderr.columns ?? 100,
  },
  process.argv.slice(2),
  commands,
).then((code) => {
  process.exitCode = code;
});
