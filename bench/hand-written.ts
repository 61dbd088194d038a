import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Answer, RunContext, Sent, Step } from '../engine';

/** `deliver` of the product, asked as anyone writes it who writes the workflow by hand. */
export interface Deliver {
  send(
    run: RunContext,
    input: { template: string; props: Record<string, never>; due: number },
    step: Step,
  ): Promise<Answer<Sent>>;
}

const { send } = proxyActivities<Deliver>({ startToCloseTimeout: '2 minutes' });

const WAIT_MS = 600;

async function write(run: RunContext, template: string): Promise<void> {
  const name = `${template}#1`;
  const key = `${run.enrollment}:${String(run.generation)}:${name}`;
  await send(
    run,
    { template, props: {}, due: Date.now() },
    { name, key, summary: `send ${template}` },
  );
}

export async function handWritten(run: RunContext, waits: boolean): Promise<void> {
  await write(run, 'welcome/hello-stories');
  if (waits) await sleep(WAIT_MS);
  await write(run, 'welcome/hello-records');
  if (waits) await sleep(WAIT_MS);
  await write(run, 'welcome/come-by');
}
