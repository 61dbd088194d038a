import { PermanentError } from '../../engine';
import type { Names } from './names';
import { quoted, templateNames } from './texts';

const WIDTH = 100;

const unlike = (file: string, what: string): never => {
  throw new PermanentError('JOURNEY_NOT_MADE', {
    problem: `${file} has no ${what}: put it back, for this is where the journey is entered`,
  });
};

const IMPORT = /^import \{ \w+ \} from '\.\/([\w-]+)';$/;

/** `workflows/index.ts`, with one journey more. @throws PermanentError `JOURNEY_NOT_MADE` */
export function withJourney(index: string, { id, name }: Names): string {
  const lines = index.split('\n');
  const own = `import { ${name} } from './${id}';`;
  const behind = lines.findIndex((line) => (IMPORT.exec(line)?.[1] ?? '') > id);
  const last = lines.findLastIndex((line) => line.startsWith('import '));
  lines.splice(behind < 0 ? last + 1 : behind, 0, own);
  const list = /^(export const journeys: readonly AnyDefinition\[\] = )\[([^\]]*)\];$/m;
  const text = lines.join('\n');
  const [whole, head = '', inside = ''] =
    list.exec(text) ?? unlike('workflows/index.ts', "list 'export const journeys'");
  const names = [...inside.split(',').map((one) => one.trim()), name].filter((one) => one !== '');
  const line = `${head}[${names.join(', ')}];`;
  const made =
    line.length <= WIDTH ? line : `${head}[\n${names.map((one) => `  ${one},\n`).join('')}];`;
  return text.replace(whole ?? '', () => made);
}

/** `catalog/templates.ts`, with the messages of one journey more. @throws PermanentError `JOURNEY_NOT_MADE` */
export function withTemplates(entries: string, names: Names): string {
  const list = /(^export const templates = \{\n(?:.*\n)*?)(\} as const;)/m;
  const lines = templateNames(names).map(
    (name) => `  ${quoted(name)}: template(${quoted(names.topic)}, ['email']),\n`,
  );
  if (!list.test(entries)) unlike('catalog/templates.ts', "list 'export const templates'");
  return entries.replace(list, (_, all: string, end: string) => `${all}${lines.join('')}${end}`);
}
