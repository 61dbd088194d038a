'use strict';

/**
 * Says last which suites did not run, or not whole, and why. On CI that is a failure: there every server can be had.
 */
module.exports = class Report {
  #left = [];

  onRunComplete(_, { testResults }) {
    const reasons = Object.entries(JSON.parse(process.env.PERENNIAL_TEST_SKIPPED ?? '{}'));
    for (const { testFilePath, numPendingTests, skipped } of testResults) {
      if (skipped || numPendingTests > 0)
        this.#left.push(testFilePath.replace(/^.*\/test\//, 'test/'));
    }
    if (this.#left.length === 0) return;
    const why = reasons.map(([server, reason]) => `no ${server}: ${reason}`).join('; ');
    const line = `Not run, or not whole${why && ` (${why})`}: ${this.#left.join(', ')}`;
    // Jest's own summary comes after every reporter: the last word is said on the way out.
    process.once('exit', () => process.stderr.write(`\n${line}\n`));
  }

  getLastError() {
    if (this.#left.length > 0 && process.env.CI === 'true') {
      return new Error('On CI no suite is left out.');
    }
    return undefined;
  }
};
