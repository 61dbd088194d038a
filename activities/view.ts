import { offerRecord, productRecord, type TemplateEntry } from '../catalog';
import type { Json, JsonObject } from '../engine';
import { messageLinks, type MessageView } from '../messages';
import { offerById, type EventRow } from '../store';
import { asRecord } from './apply';
import type { Scene } from './call';

type Found = JsonObject | undefined;

/** The record that a reference names, if it is there and may be given to this customer. */
async function recordOf({ tx, deps, customer }: Scene, kind: string, id: Json): Promise<Found> {
  if (typeof id !== 'string') return undefined;
  if (kind === 'product') return productRecord(deps.catalog, id);
  if (kind !== 'offer') return undefined;
  const issued = await offerById(tx, id);
  const usable =
    issued !== undefined && issued.customer === customer.id && issued.expiresAt > customer.now;
  return usable ? offerRecord(deps.catalog, issued) : undefined;
}

/** Props with their references replaced by the records; `undefined` when one is gone. */
async function loadProps(
  scene: Scene,
  entry: TemplateEntry,
  props: JsonObject,
): Promise<JsonObject | undefined> {
  const loaded: Record<string, Json> = { ...props };
  for (const [prop, kind] of Object.entries(entry.refs)) {
    const value = props[prop];
    if (value === undefined || value === null) continue;
    const ids = Array.isArray(value) ? (value as readonly Json[]) : [value];
    const records: JsonObject[] = [];
    for (const id of ids) {
      const one = await recordOf(scene, kind, id);
      if (!one) return undefined;
      records.push(one);
    }
    loaded[prop] = Array.isArray(value) ? records : (records[0] as JsonObject);
  }
  return loaded;
}

/** The entry event with all the fields that the catalogue declares. Erased, it is as the run knows it: empty. */
function wholeEvent(deps: Scene['deps'], event: EventRow | null): MessageView['event'] {
  if (!event) return { name: '', at: '', properties: {} };
  const shape = deps.catalog.events[event.name]?.schema.shape ?? {};
  const declared = Object.entries(event.properties).filter(([field]) =>
    Object.hasOwn(shape, field),
  );
  const { name, at, properties } = asRecord(deps, event);
  return {
    name,
    at,
    properties: { ...(properties as JsonObject), ...Object.fromEntries(declared) },
  };
}

/**
 * What a template sees of this customer now. Personal: it stays in memory, for one attempt.
 * @param message - its id in the ledger, for the links
 * @param event - the entry event
 * @returns `undefined` when a reference's record is gone
 */
export async function viewFor(
  scene: Scene,
  entry: TemplateEntry,
  props: JsonObject,
  { message, event }: { message: string; event: EventRow | null },
): Promise<MessageView | undefined> {
  const { deps, customer } = scene;
  const loaded = await loadProps(scene, entry, props);
  if (!loaded) return undefined;
  const { traits, locale, timeZone } = customer;
  return {
    customer: { traits, locale, timeZone },
    event: wholeEvent(deps, event),
    props: loaded,
    links: messageLinks({
      secret: deps.secret,
      publicUrl: deps.publicUrl,
      customer: customer.id,
      topic: entry.topic,
      message,
    }),
  };
}
