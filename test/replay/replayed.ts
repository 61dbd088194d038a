import { Worker, type ReplayHistoriesIterable } from '@temporalio/worker';

/**
 * Runs recorded histories against a linked release's code anew.
 * @param codePath - the linked release
 * @returns how many went as recorded, and what the others say
 */
export async function replay(
  codePath: string,
  histories: ReplayHistoriesIterable,
): Promise<{ same: number; others: string[] }> {
  const options = {
    workflowBundle: { codePath },
    workflowThreadPoolSize: 1,
    // In a thread of its own: otherwise a hook on every promise of this process stays behind, for all suites to come.
    debugMode: false,
  };
  const seen: { same: number; others: string[] } = { same: 0, others: [] };
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error) seen.others.push(`${workflowId}: ${error.message}`);
    else seen.same++;
  }
  return seen;
}
