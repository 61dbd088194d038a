import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { newId } from '../../store';
import { startTemporal } from './temporal';

/** A namespace of its own: ordinary activities of all installations in one namespace share a queue. */
export interface TestNamespace {
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

const READY_MS = 30_000;

async function isKnown(connection: Connection, namespace: string): Promise<boolean> {
  try {
    // What starts and lists runs reads the cache of namespaces, which is filled now and then.
    await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
    return true;
  } catch {
    return false;
  }
}

/** On the server that the suites share, or on one started for this file. */
export async function createNamespace(): Promise<TestNamespace> {
  const shared = process.env['PERENNIAL_TEST_TEMPORAL_ADDRESS'];
  const own = shared ? undefined : await startTemporal();
  const address = shared ?? own?.address ?? '';
  const connection = await Connection.connect({ address });
  const namespace = newId('test-');
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const deadline = Date.now() + READY_MS;
  while (!(await isKnown(connection, namespace))) {
    if (Date.now() > deadline) throw new Error(`namespace ${namespace} did not appear`);
    await sleep(100);
  }
  return {
    address,
    namespace,
    close: async () => {
      await connection.close();
      await own?.stop();
    },
  };
}
