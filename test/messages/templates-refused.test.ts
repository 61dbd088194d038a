import { z } from 'zod';
import { catalog } from '../../catalog';
import { compileTemplates, readTemplates } from '../../messages';
import { compile, mail, shopWith } from './shop';

const refused = (problem: RegExp): unknown =>
  expect.objectContaining({
    code: 'TEMPLATE_INVALID',
    message: expect.stringMatching(problem) as string,
  });

describe('a template is refused at start, with its file and place, when it', () => {
  it.each([
    [
      'prints without escaping',
      '{{{customer.firstName}}}',
      /email\.mjml \d+:\d+ prints without escaping/,
    ],
    [
      'prints without escaping, the other way',
      '{{&customer.firstName}}',
      /prints without escaping/,
    ],
    [
      'names a trait that the catalogue does not know',
      '{{customer.fristName}}',
      /no trait 'fristName'/,
    ],
    ['asks for such a trait', '{{#if customer.email}}x{{/if}}', /no trait 'email'/],
    ['names what it does not see', '{{order.total}}', /no 'order' in what this template sees/],
    ['hands a helper what it does not see', '{{money ordr.total}}', /no 'ordr'/],
    [
      'reaches past a list to what is not there',
      '{{#each event.products}}{{@root.nothing}}{{/each}}',
      /no 'nothing'/,
    ],
    ['calls a helper that is not there', '{{shout customer.firstName}}', /no helper 'shout'/],
    ['looks up by name', '{{lookup customer "firstName"}}', /no helper 'lookup'/],
    ['logs', '{{log customer.firstName}}', /no helper 'log'/],
    ['opens a block that is not there', '{{#log "x"}}{{/log}}', /no block 'log'/],
    ['reads a prototype', '{{event.__proto__}}', /'event\.__proto__' is not allowed/],
    [
      'reads a constructor',
      '{{#with event}}{{constructor}}{{/with}}',
      /'constructor' is not allowed/,
    ],
    ['includes by a computed name', '{{> (lookup event "x")}}', /PartialStatement is not allowed/],
    ['defines a partial', '{{#*inline "x"}}{{/inline}}', /DecoratorBlock is not allowed/],
    ['reads what belongs to the engine', '{{@manner}}', /no @manner/],
    ['does not parse', '{{#if customer.firstName}}', /Parse error/],
  ])('%s', async (_, text, problem) => {
    await expect(compile(mail(text))).rejects.toEqual(refused(problem));
  });

  it('is not MJML', async () => {
    const files = {
      ...mail('x'),
      'a/b/email.mjml': '<mjml><mj-body><mj-txt>x</mj-txt></mj-body></mjml>',
    };
    await expect(compile(files)).rejects.toEqual(refused(/a\/b\/email\.mjml .*mj-txt/s));
  });

  it.each(['subject.hbs', 'email.mjml', 'email.txt.hbs'])('has no %s', async (file) => {
    const files = Object.fromEntries(
      Object.entries(mail('x')).filter(([path]) => path !== `a/b/${file}`),
    );
    await expect(compile(files)).rejects.toEqual(refused(new RegExp(`a/b/${file} is missing`)));
  });

  it('has no text for a channel of the catalogue', async () => {
    const problem = refused(/a\/b\/sms\.hbs is missing/);
    await expect(compile(mail('x'), { channels: ['email', 'sms'] })).rejects.toEqual(problem);
  });

  it('includes a piece of the layout that is not there', async () => {
    const problem = refused(/includes layout\/top\.mjml, which is missing/);
    await expect(compile(mail('<mj-include path="layout/top.mjml" />'))).rejects.toEqual(problem);
  });

  it('belongs to no template of the catalogue', async () => {
    const problem = refused(/a\/c\/subject\.hbs belongs to no template/);
    await expect(compile({ ...mail('x'), 'a/c/subject.hbs': 'x' })).rejects.toEqual(problem);
  });

  it('takes an address from a variable', async () => {
    const problem = refused(/begins with a variable other than links or shop/);
    await expect(compile(mail('<a href="{{event.url}}">x</a>'))).rejects.toEqual(problem);
    await expect(compile(mail('<a href="{{@root.shop.url}}/x">x</a>'))).resolves.toBeDefined();
  });

  it('is no text', async () => {
    const files = { ...mail('x'), 'a/b/subject.hbs': { type: 'Program', body: [] } } as never;
    await expect(compile(files)).rejects.toEqual(refused(/subject\.hbs is missing/));
  });
});

describe('marketing offers a way out', () => {
  it.each(['email.mjml', 'email.txt.hbs'])('in %s', async (file) => {
    const files = mail('x');
    files[`a/b/${file}`] = (files[`a/b/${file}`] ?? '').replace('{{links.unsubscribe}}', '');
    const problem = refused(new RegExp(`${file} has no {{links.unsubscribe}}`));
    await expect(compile(files)).rejects.toEqual(problem);
    await expect(compile(files, { topic: 'orders' })).resolves.toBeDefined();
  });

  it('whatever the data', async () => {
    const files = mail('x');
    const hidden = '{{#if customer.firstName}}{{links.unsubscribe}}{{/if}}';
    files['a/b/email.txt.hbs'] = hidden;
    await expect(compile(files)).rejects.toEqual(refused(/email\.txt\.hbs has no {{links/));
  });

  it('by a word in a text message', async () => {
    const sms = { topic: 'offers', channels: ['sms'] } as const;
    const problem = refused(/sms\.hbs does not say how to stop/);
    await expect(compile({ 'a/b/sms.hbs': 'Sale! non-STOPpable' }, sms)).rejects.toEqual(problem);
    await expect(
      compile({ 'a/b/sms.hbs': 'Sale! Reply STOP to opt out.' }, sms),
    ).resolves.toBeDefined();
  });
});

it('all problems are told at once', async () => {
  const files = mail('{{customer.a}} {{nothing}}');
  await expect(compile(files)).rejects.toEqual(refused(/no trait 'a'.*no 'nothing'.*email\.txt/s));
});

it('templates of another release than the catalogue’s are taken as far as they fit', async () => {
  const two = shopWith();
  const added = { topic: 'offers', channels: ['email'], props: z.object({}), refs: {} } as const;
  const templates = { ...two.templates, 'a/new': added };
  const older = { ...mail('x'), 'gone/gone/subject.hbs': 'x' };
  const compiled = await compileTemplates(older, { ...two, templates }, { missing: 'allow' });
  expect([compiled.has('a/b', 'email'), compiled.has('a/b', 'sms')]).toEqual([true, false]);
  expect([compiled.has('a/new', 'email'), compiled.has('gone/gone', 'email')]).toEqual([
    false,
    false,
  ]);
});

it('the shop’s own templates all hold together', async () => {
  const compiled = await compileTemplates(await readTemplates('templates'), catalog);
  expect([...compiled.messages.keys()]).toEqual(Object.keys(catalog.templates));
});
