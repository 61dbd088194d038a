import { join, relative } from 'node:path';
import ts from 'typescript';

export interface Refusal {
  /** Below the folder. */
  readonly file: string;
  readonly line: number;
  readonly by: string;
  readonly message: string;
}

/** All that the compiler refuses in the program of a folder, which has a tsconfig.json of its own. */
export function refusedByTheCompiler(folder: string): Refusal[] {
  const file = join(folder, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile) as { config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
  return diagnostics.map((diagnostic) => ({
    file: relative(folder, diagnostic.file?.fileName ?? ''),
    line: diagnostic.file
      ? ts.getLineAndCharacterOfPosition(diagnostic.file, diagnostic.start ?? 0).line + 1
      : 0,
    by: `TS${diagnostic.code}`,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
  }));
}
