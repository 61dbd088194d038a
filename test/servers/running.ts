/** What setup started and teardown stops: both run in the same process. */
export const running: { stop(): Promise<void> }[] = [];
