import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../channels';
import { PermanentError, type Channel } from '../engine';
import { render, type MessageView, type RenderedMessage } from '../messages';
import { leaseLeft } from '../store';
import type { Asked, Deps } from './call';
import { nameOf } from './failures';
import type { Claimed } from './send-gate';

/** The text of the current release, so that a fix reaches people on their way; where that does not fit, the run's own. */
export async function renderFor(
  deps: Deps,
  { run }: Asked,
  template: string,
  channel: Channel,
  view: MessageView,
): Promise<RenderedMessage> {
  const current = (await deps.currentRelease()) ?? run.release;
  try {
    return render(await deps.templates.of(current), template, channel, view);
  } catch (error) {
    if (current === run.release || !(error instanceof PermanentError)) throw error;
    const { code } = error;
    deps.log.warn({ template, code, release: current }, 'rendered with the release of the run');
    return render(await deps.templates.of(run.release), template, channel, view);
  }
}

/** One click in the mail program, as RFC 8058 says. */
const wayOut = (link: string | undefined): Record<string, string> =>
  link === undefined
    ? {}
    : {
        'List-Unsubscribe': `<${link}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      };

function compose(claimed: Claimed, rendered: RenderedMessage, deadline: Date): OutgoingMessage {
  const { message, to, topic, view } = claimed;
  const about = { id: message.id, key: message.key, to, deadline };
  if (rendered.channel === 'sms') return { ...about, channel: 'sms', text: rendered.body };
  const { subject, html, text } = rendered;
  const headers = topic.kind === 'transactional' ? {} : wayOut(view.links['unsubscribe']);
  return { ...about, channel: 'email', subject, html, text, headers };
}

/** Ready to go: its text, and the channel it goes by. `undefined`: too little is left of the claim. */
export async function prepare(
  deps: Deps,
  asked: Asked,
  template: string,
  claimed: Claimed,
  owner: string,
): Promise<(() => Promise<ChannelAnswer>) | undefined> {
  const { channel, view, message } = claimed;
  const port = deps.channels.get(channel);
  if (!port) throw new PermanentError('NOT_IN_CATALOG', { kind: 'channel', name: channel });
  const rendered = await renderFor(deps, asked, template, channel, view);
  const asking = Date.now();
  const left = await leaseLeft(deps.store.db, { id: message.id, owner });
  if (left <= deps.limits.handOverMs) return undefined;
  // From before the question: a process that was held up since must not send past its lease.
  const deadline = new Date(asking + deps.limits.handOverMs);
  return () => sendBy(deps, port, compose(claimed, rendered, deadline));
}

/** A channel that throws has a bug: nobody knows how far the message came. */
async function sendBy(
  deps: Deps,
  port: ChannelPort,
  message: OutgoingMessage,
): Promise<ChannelAnswer> {
  try {
    return await port.send(message);
  } catch (error) {
    deps.log.error(
      { channel: port.name, message: message.id, error: nameOf(error) },
      'channel threw',
    );
    return { status: 'unknown', code: 'CHANNEL_THREW', reason: nameOf(error) };
  }
}
