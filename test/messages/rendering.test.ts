import { z } from 'zod';
import type { RenderedEmail, RenderedSms } from '../../messages';
import { render } from '../../messages';
import { compile, customer, mail, view } from './shop';

async function email(text: string, given = view(), entry = {}): Promise<RenderedEmail> {
  return render(await compile(mail(text), entry), 'a/b', 'email', given) as RenderedEmail;
}
const missing = (variable: string): unknown =>
  expect.objectContaining({
    code: 'TEMPLATE_VARIABLE_MISSING',
    details: { template: 'a/b', variable },
  });

describe('what is not there is named, and nothing is sent', () => {
  it.each([
    ['{{customer.firstName}}', 'customer.firstName'],
    ['{{event.total}}', 'event.total'],
    ['{{event.order.id}}', 'event.order.id'],
    ['{{money event.total}}', 'event.total'],
    ['{{money event.source}}', 'event.source'],
    ['{{date event.source}}', 'event.source'],
    ['{{date event.at "nosuch"}}', 'event.at'],
    ['{{percent customer.firstName}}', 'customer.firstName'],
    ['{{fallback customer.firstName}}', 'customer.firstName'],
    ['{{links.nosuch}}', 'links.nosuch'],
    ['{{event.toString}}', 'event.toString'],
    ['{{event.hasOwnProperty}}', 'event.hasOwnProperty'],
  ])('%s', async (text, variable) => {
    await expect(email(text)).rejects.toEqual(missing(variable));
  });

  it('null is not there', async () => {
    await expect(
      email('{{customer.firstName}}', view(customer({ firstName: null }))),
    ).rejects.toEqual(missing('customer.firstName'));
  });

  it('in an item of a list', async () => {
    const event = { ...view().event, properties: { products: [{ name: 'A' }, {}] } };
    await expect(
      email('{{#each event.products}}{{name}}{{/each}}', view({ event })),
    ).rejects.toEqual(missing('name'));
  });

  it('a prop', async () => {
    const entry = { props: z.object({ offer: z.string(), note: z.string().optional() }) };
    const text = '{{#if offer}}{{#if note}}{{note}}{{/if}}{{/if}}';
    await expect(email(text, view(), entry)).rejects.toEqual(missing('offer'));
    await expect(email(text, view({ props: { offer: 'o' } }), entry)).resolves.toBeDefined();
  });

  it('a template, or its channel', async () => {
    const compiled = await compile(mail('x'));
    const unknown = expect.objectContaining({ code: 'TEMPLATE_UNKNOWN' }) as Error;
    expect(() => render(compiled, 'a/c', 'email', view())).toThrow(unknown);
    expect(() => render(compiled, 'a/b', 'sms', view())).toThrow(unknown);
    expect(() => render(compiled, 'a/b', 'whatsapp', view())).toThrow(unknown);
  });

  it('the error quotes no value of the customer', async () => {
    const told = email('{{customer.firstName}}', view(customer({ lastName: 'Secretive' })));
    const error: unknown = await told.catch((thrown: unknown) => thrown);
    expect(`${String(error)} ${String((error as Error).stack)}`).not.toContain('Secretive');
    expect((error as Error).cause).toBeUndefined();
  });
});

describe('what a customer wrote stays text', () => {
  const evil = '<script>alert(1)</script>"&{{links.unsubscribe}}';

  it('in HTML it is escaped, in text it is as it was', async () => {
    const { html, text } = await email(
      '{{customer.firstName}}',
      view(customer({ firstName: evil })),
    );
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;{{links.unsubscribe}}');
    expect(text).toContain(evil);
  });

  it.each([
    '\r\nBcc: all@example.com',
    '\nX: y',
    '\u0000',
    '\u0085X',
    '\u2028X',
    '\tX',
    '\u001b[2J',
  ])('a subject with %j is one line', async (rest) => {
    const files = { ...mail('x'), 'a/b/subject.hbs': 'Hi {{customer.firstName}}\n' };
    const given = view(customer({ firstName: `Ada${rest}` }));
    const { subject } = render(await compile(files), 'a/b', 'email', given) as RenderedEmail;
    expect(subject).toMatch(/^Hi Ada ?\P{Cc}*$/u);
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  it.each([
    '{{event}}',
    '{{shop}}',
    '{{#each event.products}}{{this}}{{/each}}',
    '{{fallback event "x"}}',
  ])('a whole record is not printed: %s', async (text) => {
    const event = { ...view().event, properties: { products: [{ name: 'Secretive' }] } };
    const sent = email(text, view({ event }));
    if (text.includes('fallback')) expect((await sent).text).toMatch(/^x\n/);
    else await expect(sent).rejects.toEqual(missing('a whole record as a text'));
  });
});

describe('the customer’s language and place', () => {
  const at = '2026-03-13T02:30:00Z';
  const printed = async (
    text: string,
    locale: string | null,
    timeZone: string | null,
  ): Promise<string> => {
    const event = {
      ...view().event,
      properties: { total: 1234.5, share: 12.5, at, day: '2026-03-13' },
    };
    const sent = await email(text, view({ ...customer({}, locale, timeZone), event }));
    return (sent.text.split('\n')[0] ?? '').replace(/\s/g, ' ');
  };

  it.each([
    ['{{money event.total}}', 'en-US', null, '$1,234.50'],
    ['{{money event.total}}', 'de-DE', null, '1.234,50 $'],
    ['{{money event.total "EUR"}}', 'de', null, '1.234,50 €'],
    ['{{money event.total}}', 'not a locale', null, '$1,234.50'],
    ['{{percent event.share}}', 'en_GB', null, '12.5%'],
    ['{{percent event.share}}', 'fr-FR', null, '12,5 %'],
    ['{{date event.day}}', 'en-GB', 'Pacific/Honolulu', 'Friday 13 March'],
    ['{{date event.day "short"}}', 'en-US', 'Pacific/Kiritimati', 'Mar 13'],
    ['{{date event.day "month"}}', 'de', null, 'März 2026'],
  ])('%s in %s at %s', async (text, locale, zone, expected) => {
    expect(await printed(text, locale, zone)).toBe(expected);
  });

  it.each([
    ['America/New_York', 'Tuesday, March 10'],
    ['Asia/Kolkata', 'Tuesday, March 10'],
    ['Pacific/Auckland', 'Wednesday, March 11'],
    [null, 'Tuesday, March 10'],
    ['No/Such', 'Tuesday, March 10'],
  ])('a date in %s is that of the customer’s clock', async (zone, expected) => {
    const event = { ...view().event, at: '2026-03-10T14:00:00.000Z' };
    const { text } = await email(
      '{{date event.at}}',
      view({ ...customer({}, 'en-US', zone), event }),
    );
    expect(text.split('\n')[0]).toBe(expected);
  });

  it.each([
    ['ends at 22:30 on Thursday: all of Wednesday', '2026-03-13T02:30:00Z', 'Wednesday, March 11'],
    ['ends at midnight: the day before', '2026-03-13T04:00:00Z', 'Thursday, March 12'],
    ['ends in the last minute: that day', '2026-03-13T03:59:59.999Z', 'Thursday, March 12'],
    ['ends two minutes before: not that day', '2026-03-13T03:58:00Z', 'Wednesday, March 11'],
  ])('what %s', async (_, end, expected) => {
    const event = { ...view().event, properties: { end } };
    const given = view({ ...customer({}, 'en-US', 'America/New_York'), event });
    expect((await email('{{lastDay event.end}}', given)).text.split('\n')[0]).toBe(expected);
  });

  it.each([
    ['en-US', 'ltr', 'left'],
    ['ur-PK', 'rtl', 'right'],
    ['ar', 'rtl', 'right'],
    ['he', 'rtl', 'right'],
    ['pa-Arab', 'rtl', 'right'],
    ['az-Cyrl', 'ltr', 'left'],
  ])('%s is read %s', async (locale, dir, start) => {
    const files = mail('x');
    files['a/b/email.mjml'] = (files['a/b/email.mjml'] ?? '').replace(
      '<mjml>',
      '<mjml lang="{{lang}}" dir="{{dir}}">',
    );
    const given = view(customer({}, locale));
    const { html } = render(await compile(files), 'a/b', 'email', given) as RenderedEmail;
    expect(html).toContain(`<html lang="${locale}" dir="${dir}"`);
    expect(html).toContain(`text-align:${start}`);
    expect(html).not.toContain(`text-align:${start === 'left' ? 'right' : 'left'}`);
    expect(html).toContain(`direction:${dir}`);
  });
});

it('a text message is counted as it is billed, no-break spaces as spaces', async () => {
  const files = { 'a/b/sms.hbs': '{{percent event.share}} off\nReply STOP to opt out.\n' };
  const compiled = await compile(files, { channels: ['sms'] });
  const event = { ...view().event, properties: { share: 10 } };
  const sent = render(
    compiled,
    'a/b',
    'sms',
    view({ ...customer({}, 'fr'), event }),
  ) as RenderedSms;
  expect(sent).toEqual({ channel: 'sms', body: '10 % off\nReply STOP to opt out.', segments: 1 });
});
