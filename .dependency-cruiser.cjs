'use strict';

const { MAY_IMPORT, ROOMS } = require('./lint/rooms.cjs');

/** Rooms whose code runs in Temporal's sandbox or must be the same everywhere: what they may load from outside. */
const MAY_LOAD = {
  engine: '^$',
  workflows: '^$',
  'worker/runtime': '^node_modules/@temporalio/(workflow|common)/',
  catalog: '^node_modules/zod/',
  gate: '^node_modules/@js-temporal/polyfill/',
};

const OUTSIDE = '^node_modules/|^node:|^[a-z_/]+$';

/** Files of a room, without those of a room inside it. */
const filesOf = (room) => {
  const inside = ROOMS.filter((other) => other.startsWith(`${room}/`));
  return {
    path: `^${room}/`,
    ...(inside.length > 0 && { pathNot: inside.map((other) => `^${other}/`) }),
  };
};

const arrows = Object.entries(MAY_IMPORT).map(([room, others]) => {
  const allowed = room === 'engine' ? [] : ['engine', ...others];
  // What a room takes from the catalogue as a type alone leaves nothing in the bundle.
  const typesOnly = room === 'workflows' ? '|^catalog/' : '';
  return {
    name: `arrow-from-${room.replace('/', '-')}`,
    severity: 'error',
    comment: `${room} may import ${allowed.join(', ') || 'no other room'}`,
    from: filesOf(room),
    to: {
      path: `^(${ROOMS.join('|')})/`,
      pathNot: `^(${[room, ...allowed].join('|')})/${typesOnly}`,
    },
  };
});

const loads = Object.entries(MAY_LOAD).map(([room, pathNot]) => ({
  name: `outside-of-${room.replace('/', '-')}`,
  severity: 'error',
  comment: `${room} runs where little else can`,
  from: filesOf(room),
  to: { path: OUTSIDE, pathNot, dependencyTypesNot: ['type-only'] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    ...loads,
    {
      name: 'catalogue-as-types-only',
      severity: 'error',
      comment:
        'a journey knows the catalogue by its types; what a run must know of it is in its input',
      from: { path: '^workflows/' },
      to: { path: '^catalog/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'by-the-index',
      severity: 'error',
      comment: "another room is entered by its index: '../<room>'",
      from: { path: `^(${ROOMS.join('|')})/` },
      to: {
        path: `^(${ROOMS.join('|')})/.`,
        pathNot: [
          // the same room ($1), an index, and the sandbox's entry
          '^$1/',
          `^(${ROOMS.join('|')})/index\\.ts$`,
        ],
      },
    },
    {
      name: 'temporal-at-the-edge',
      severity: 'error',
      comment: 'only the worker and the doors know Temporal',
      from: { path: '^', pathNot: '^(worker|api|local|cli|test|bench)/' },
      to: { path: '^node_modules/@temporalio/' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'two files that need each other are one file, or need a third',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'declared',
      severity: 'error',
      comment: 'what the product loads stands in package.json, under dependencies',
      from: { path: `^(${ROOMS.join('|')})/` },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node'] },
  },
};
