import { runCli } from './command';
import { commands } from './commands';

/** The one place that reads the process. */
void runCli(
  {
    environment: process.env,
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
