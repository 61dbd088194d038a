import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const TEXT = /\.(hbs|mjml)$/;

/** All template files below a folder: path with `/` → text. */
export async function readTemplates(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return Object.fromEntries(
    files.map((file, i) => [relative(folder, file).split(sep).join('/'), texts[i] ?? '']),
  );
}
