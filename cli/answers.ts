import type { AnswerPage } from '../api';
import { wholeNumber, type AddCommand } from './command';

import { operations } from './operations';
import { json, shortened, table, when } from './terminal';

interface Options {
  readonly unhappy?: true;
  readonly comments?: true;
  readonly limit: number;
  readonly json?: true;
}

export const addAnswers: AddCommand = (program, cli) => {
  program
    .command('answers')
    .description('Lists what customers answered to surveys, the latest first: scores and comments.')
    .option('--unhappy', 'only scores of 1 and 2')
    .option('--comments', 'only those with a comment')
    .option('--limit <n>', 'how many, up to 200', wholeNumber(1), 50)
    .option('--json', 'as JSON: whole comments, and `next` where there may be more')
    .action(async ({ unhappy, comments, limit, json: asJson }: Options) => {
      const page = await operations(cli.config()).get<AnswerPage>('/v1/answers', {
        ...{ limit, atMost: unhappy && 2, comments: comments && 'true' },
      });
      const rows = page.answers.map(({ at, score, userIds, survey, comment }) => [
        ...[when(at), String(score), userIds.join(', '), survey, shortened(comment ?? '')],
      ]);
      const head = ['at', 'score', 'customer', 'survey', 'comment'];
      cli.terminal.out(asJson ? json(page) : table(cli.terminal, head, rows));
    });
};
