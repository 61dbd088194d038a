#!/usr/bin/env node
'use strict';
// Stands in for `docker` while the page's commands run: notes each call, and runs here what is to run in the container of PostgreSQL.
const { spawnSync } = require('node:child_process');
const { appendFileSync } = require('node:fs');

const args = process.argv.slice(2);
appendFileSync(process.env.DOCKER_CALLS, `${JSON.stringify(args)}\n`);
const inside = args.indexOf('postgres');
if (args[1] === 'exec' && inside > 0) {
  const [program, ...given] = args.slice(inside + 1);
  process.exit(spawnSync(program, given, { stdio: 'inherit' }).status ?? 1);
}
