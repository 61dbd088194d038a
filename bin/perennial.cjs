#!/usr/bin/env node
'use strict';
// Runs the sources as they are: no build step between an edited journey and its run.
require('tsx/cjs');

try {
  require('../cli/main.ts');
} catch (error) {
  // What cannot be compiled is told by its place alone: the text has the whole file behind it.
  if (error.name !== 'TransformError') throw error;
  const [, place] = /^(.+:\d+:\d+: ERROR: .*)$/m.exec(error.message) ?? [, error.message];
  process.stderr.write(`${place}\nMend the file, then try again.\n(JOURNEYS_UNREADABLE)\n`);
  process.exitCode = 1;
}
