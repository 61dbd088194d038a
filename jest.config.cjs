/** Tests hit real servers, started once by test/servers/setup.ts. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.perennial/'],
  globalSetup: '<rootDir>/test/servers/setup.ts',
  globalTeardown: '<rootDir>/test/servers/teardown.ts',
  reporters: ['default', '<rootDir>/test/servers/report.cjs'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  testTimeout: 60_000,
  maxWorkers: 2,
  // What a suite leaves behind is let go of with its process: the suites after it took up to twice as long.
  workerIdleMemoryLimit: '300MB',
  // The Temporal SDK keeps a native handle open; what is left over must not keep a run from ending.
  forceExit: true,
};
