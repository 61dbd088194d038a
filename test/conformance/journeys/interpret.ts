import type { UntypedJourney } from '../../../engine';
import type { Plan, Step } from '../random/plan';

type Sent = Awaited<ReturnType<UntypedJourney['send']>>;
type Came = { readonly properties: { readonly color?: string } } | undefined;

/** Plays a plan. @returns the end that the plan names, if it comes to one */
export async function interpret(journey: UntypedJourney, plan: Plan): Promise<string | undefined> {
  for (const step of plan) {
    const end = await play(journey, step);
    if (end !== undefined) return end;
  }
  return undefined;
}

async function play(journey: UntypedJourney, step: Step): Promise<string | undefined> {
  switch (step.verb) {
    case 'send': {
      const sent = await journey.send(step.template);
      return step.reads && sent.status === 'skipped' ? `no ${step.template}` : undefined;
    }
    case 'wait': {
      const { at, on, long } = step;
      await journey.wait(long, { ...(at !== undefined && { at }), ...(on && { on }) });
      return undefined;
    }
    case 'until': {
      const { date, before } = step;
      const came = await journey.waitUntil(date, before === undefined ? {} : { before });
      return came === 'passed' ? interpret(journey, step.passed) : undefined;
    }
    case 'for':
      return waitFor(journey, step);
    case 'click': {
      const of: Sent = await journey.send('plan/mail');
      const came = await journey.waitFor('Email Clicked', { of, within: step.within });
      return came ? interpret(journey, step.came) : undefined;
    }
    case 'is':
      return interpret(journey, (await journey.is('keen')) ? step.yes : step.no);
    case 'get':
      return interpret(journey, (await journey.get('mood')) === 'merry' ? step.merry : step.calm);
    case 'split': {
      const arm = await journey.split(step.name, { left: 50, right: 50 });
      return interpret(journey, arm === 'left' ? step.left : step.right);
    }
    case 'offer': {
      const input = { offer: step.offer, expiresIn: '7 days' };
      const { status } = await journey.do('issue-offer', input);
      return status === 'refused' ? interpret(journey, step.refused) : undefined;
    }
    case 'inquire':
      await journey.do('open-inquiry', { subject: 'A plan asks' });
      return undefined;
    case 'repeat':
      for (let i = 0; i < step.times; i++) {
        const end = await interpret(journey, step.steps);
        if (end !== undefined) return end;
      }
      return undefined;
    case 'end':
      return step.end;
  }
}

async function waitFor(
  journey: UntypedJourney,
  { events, within, color, reads, came, none }: Extract<Step, { verb: 'for' }>,
): Promise<string | undefined> {
  const where = color === undefined ? {} : { where: { color } };
  const event = (await journey.waitFor(events, { within, ...where })) as Came;
  if (!event) return interpret(journey, none);
  const end = await interpret(journey, came);
  return end ?? (reads && event.properties.color === 'blue' ? 'it was blue' : undefined);
}
