import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopCatalog, Topic } from '../../catalog';
import { PermanentError } from '../../engine';
import { nearest } from '../nearest';

/** What a new journey is to be. */
export interface Wish {
  readonly id: string;
  /** The event it begins with. */
  readonly on: string;
  /** Left out: from its id. */
  readonly title?: string;
  /** Of its messages. */
  readonly topic: string;
}

/** What a new journey is called, wherever it is named. */
export interface Names {
  readonly id: string;
  readonly title: string;
  /** Its export: `springSale`. */
  readonly name: string;
  readonly on: string;
  readonly topic: string;
  readonly kind: Topic['kind'];
}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_ID = 60;
const LONGEST_TITLE = 80;
/** The language's own words, which cannot name an export. */
const RESERVED =
  /^(await|break|case|catch|class|const|continue|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|let|new|null|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|journey|journeys|defineJourney)$/;
/** What the engine makes of triggers. */
const MADE = ['Customer Inactive', 'Segment Entered', 'Date Reached', 'Schedule Ticked'];

const refuse = (problem: string): never => {
  throw new PermanentError('JOURNEY_NOT_MADE', { problem });
};

/** An id as it would be right: `Spring Sale!` → `spring-sale`. */
const kebab = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, LONGEST_ID);

function checkId(id: string): void {
  const right = kebab(id);
  if (!KEBAB.test(id) || id.length > LONGEST_ID) {
    const way = right === '' ? 'such as spring-sale' : `such as ${right}`;
    refuse(`'${id}' is no id: write small letters, digits and single hyphens, ${way}`);
  }
}

function checkNew(id: string, root: string): void {
  for (const path of [`workflows/${id}.ts`, `templates/${id}`, `test/workflows/${id}.test.ts`]) {
    if (existsSync(join(root, path))) {
      refuse(`${path} is there already: take another id, or edit what is there`);
    }
  }
}

function known(kind: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const best = nearest(name, names);
  const near = best === undefined ? `there are ${names.join(', ')}` : `did you mean '${best}'?`;
  refuse(`the catalogue has no ${kind} '${name}': ${near}`);
}

function checkTitle(title: string): void {
  if (title === '' || title.length > LONGEST_TITLE || /[{}<>\n\r]/.test(title)) {
    refuse(`a title has 1 to ${String(LONGEST_TITLE)} letters, in one line, none of them { } < >`);
  }
}

/**
 * @param root - of the project
 * @throws PermanentError `JOURNEY_NOT_MADE`
 */
export function namesOf(wish: Wish, catalog: ShopCatalog, root: string): Names {
  const { id, on, topic } = wish;
  checkId(id);
  checkNew(id, root);
  const words = id.replaceAll('-', ' ');
  const title = wish.title?.trim() ?? words.charAt(0).toUpperCase() + words.slice(1);
  checkTitle(title);
  if (MADE.includes(on)) {
    refuse(
      `'${on}' is made by a trigger: begin with another event, then write inactive(…), entered(…), onDate(…) or every(…) as \`on\``,
    );
  }
  known(
    'event',
    on,
    Object.keys(catalog.events).filter((name) => !MADE.includes(name)),
  );
  known('topic', topic, Object.keys(catalog.topics));
  const { kind, consent } = catalog.topics[topic] as Topic;
  if (consent.email === undefined) refuse(`topic '${topic}' is not for mail: take another one`);
  if (catalog.events[on]?.means === 'unsubscribe' && kind !== 'transactional') {
    refuse(`whoever comes by '${on}' is not written to: begin with another event`);
  }
  const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return { id, title, on, topic, kind, name: RESERVED.test(name) ? `${name}Journey` : name };
}
