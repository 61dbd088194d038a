import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownJourneys, withJourneys, type Shown } from '../../lint/journeys-page';

const read = (file: string): string => readFileSync(join(__dirname, '../../docs', file), 'utf8');

describe('docs/journeys.md', () => {
  let shown: readonly Shown[];
  beforeAll(async () => {
    shown = await shownJourneys();
  });

  it('shows the shipped journeys as they are; npm run pages brings it up to date', () => {
    const page = read('journeys.md');
    expect(page).toBe(withJourneys(page, shown));
  });

  it('has their pictures as they are drawn now', () => {
    expect(shown.length).toBeGreaterThan(3);
    for (const { journey, picture } of shown) expect(read(`journeys/${journey}.svg`)).toBe(picture);
  });
});
