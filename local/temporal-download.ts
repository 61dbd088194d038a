import { TestWorkflowEnvironment } from '@temporalio/testing';

/** A process of its own, for the SDK cannot be told to give up: `<folder> <version>`. Leaves the binary in the folder. */
async function download(downloadDir: string, version: string): Promise<void> {
  const server = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, version } },
  });
  await server.teardown();
}

const [folder = '', version = ''] = process.argv.slice(2);
download(folder, version).catch((error: unknown) => {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
