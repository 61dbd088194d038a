import type { ShopCatalog } from '../catalog';
import { PermanentError, type JourneySpec } from '../engine';
import { compileTemplates, type CompiledTemplates } from '../messages';
import { currentRelease, readRelease, type Db, type Store } from '../store';
import type { SpecSource, TemplateSource } from './context';

/** Remembers by id what never changes; a failure is not remembered. */
function remembered<A extends readonly unknown[], T>(
  load: (id: string, ...more: A) => Promise<T>,
): (id: string, ...more: A) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (id, ...more) => {
    const present = known.get(id);
    if (present) return present;
    const loading = load(id, ...more);
    known.set(id, loading);
    loading.catch(() => known.delete(id));
    return loading;
  };
}

async function needRelease(db: Db, id: string) {
  const release = await readRelease(db, id);
  if (!release) throw new PermanentError('RELEASE_UNKNOWN', { release: id });
  return release;
}

/** The journeys of releases in the store. */
export function storedSpecs(): SpecSource {
  const known = new Map<string, readonly JourneySpec[]>();
  return {
    // Not a remembered promise: one that waits for its transaction must not be awaited in another.
    async of(db, id) {
      const present = known.get(id);
      if (present) return present;
      const { journeys } = await needRelease(db, id);
      known.set(id, journeys);
      return journeys;
    },
  };
}

/** The templates of releases in the store, each compiled once. */
export function storedTemplates(store: Store, catalog: ShopCatalog): TemplateSource {
  const of = remembered(async (id: string): Promise<CompiledTemplates> => {
    const { templates } = await needRelease(store.db, id);
    return compileTemplates(templates, catalog);
  });
  return { of };
}

/** A message asks for the current release's templates; it is asked of the store so often at most. Real ms. */
const FRESH_MS = 1_000;

/** The id of the current release, at most a second old. */
export function currentReleaseOf(store: Store): () => Promise<string | undefined> {
  let known: { id: string | undefined; asked: number } | undefined;
  return async () => {
    if (known && performance.now() - known.asked < FRESH_MS) return known.id;
    const asked = performance.now();
    const id = (await currentRelease(store.db))?.id;
    known = { id, asked };
    return id;
  };
}
