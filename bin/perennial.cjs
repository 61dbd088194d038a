#!/usr/bin/env node
'use strict';
// Runs the sources as they are: no build step between an edited journey and its run.
require('tsx/cjs');
require('../cli/main.ts');
