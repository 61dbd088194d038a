'use strict';

/** Which rooms each room may import. Every room may import `engine`; other rooms only by their index. */
const MAY_IMPORT = {
  engine: [],
  workflows: [],
  catalog: [],
  gate: ['catalog'],
  messages: ['catalog'],
  preview: ['workflows', 'catalog', 'gate', 'messages'],
  store: [],
  channels: [],
  activities: ['store', 'channels', 'gate', 'messages', 'catalog'],
  'worker/runtime': ['workflows'],
  worker: ['activities', 'store', 'catalog', 'preview', 'worker/runtime'],
  api: ['store', 'catalog', 'messages', 'preview'],
  local: ['worker', 'api', 'store', 'catalog', 'channels'],
  cli: ['local', 'worker', 'api', 'preview'],
};

module.exports = { MAY_IMPORT, ROOMS: Object.keys(MAY_IMPORT) };
