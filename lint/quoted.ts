const QUOTE = /(<!-- source: (\S+) -->\n)[\s\S]*?(<!-- end of source -->)/g;

/** A page with every quoted file as it is now. */
export const withSources = (page: string, read: (file: string) => string): string =>
  page.replace(
    QUOTE,
    (_, begin: string, file: string, end: string) =>
      `${begin}\n\`\`\`ts\n${read(file).trimEnd()}\n\`\`\`\n\n${end}`,
  );
