import { protocol, type PGlite } from '@electric-sql/pglite';
import { KEPT, MOST } from './plans';

const { serialize } = protocol;
const {
  CommandCompleteMessage,
  DataRowMessage,
  ParameterDescriptionMessage,
  RowDescriptionMessage,
} = protocol.messages;

export interface Rows {
  readonly rows: Record<string, unknown>[];
  /** Rows that a change touched; null: as many as it answered with. */
  readonly affected: number | null;
}

interface Field {
  readonly name: string;
  readonly type: number;
}

interface Prepared {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly fields: readonly Field[];
}

type Answer = Awaited<ReturnType<PGlite['execProtocolStream']>>[number];

/** Of a transaction: here they cost less when they are prepared too. */
const TURNS = /^\s*(begin|commit|rollback)\b/i;
const CHANGES = /^(INSERT|UPDATE|DELETE|MERGE) (?:\d+ )?(\d+)$/;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Queries of one who has PGlite for themselves: a text is parsed and planned once, and then costs one call instead of
 * the six that PGlite makes for each query. Values and rows go through PGlite's own serializers and parsers.
 */
export class PreparedQueries {
  readonly #prepared = new Map<string, Prepared>();
  #count = 0;

  constructor(private readonly pglite: PGlite) {}

  async query(text: string, values: readonly unknown[]): Promise<Rows> {
    if (!KEPT.test(text) && !TURNS.test(text)) {
      if (this.#prepared.size > 0 && /^\s*(create|alter|drop)\b/i.test(text)) await this.#forget();
      const { rows, affectedRows } = await this.pglite.query<Record<string, unknown>>(text, [
        ...values,
      ]);
      return { rows, affected: affectedRows ?? null };
    }
    const prepared = this.#prepared.get(text) ?? (await this.#prepare(text));
    const bind = serialize.bind({
      statement: prepared.name,
      values: values.map((value, at) => this.#serialized(value, prepared.parameters[at])),
    });
    return this.#read(
      await this.#exchange([bind, serialize.execute({}), serialize.sync()]),
      prepared,
    );
  }

  async #prepare(text: string): Promise<Prepared> {
    if (this.#prepared.size >= MOST) await this.#forget();
    const name = `q${String(++this.#count)}`;
    const answers = await this.#exchange([
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    ]);
    let parameters: readonly number[] = [];
    let fields: readonly Field[] = [];
    for (const answer of answers) {
      if (answer instanceof ParameterDescriptionMessage) parameters = answer.dataTypeIDs;
      if (answer instanceof RowDescriptionMessage) {
        fields = answer.fields.map((field) => ({ name: field.name, type: field.dataTypeID }));
      }
    }
    const prepared = { name, parameters, fields };
    this.#prepared.set(text, prepared);
    return prepared;
  }

  async #forget(): Promise<void> {
    this.#prepared.clear();
    await this.pglite.exec('deallocate all');
  }

  #exchange(messages: readonly Uint8Array[]): Promise<Answer[]> {
    return this.pglite.execProtocolStream(joined(messages), { syncToFs: false });
  }

  #serialized(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const own = type === undefined ? undefined : this.pglite.serializers[type];
    if (own) return own(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  #read(answers: readonly Answer[], { fields }: Prepared): Rows {
    const rows: Record<string, unknown>[] = [];
    let affected: number | null = null;
    for (const answer of answers) {
      if (answer instanceof DataRowMessage) rows.push(this.#row(answer.fields, fields));
      else if (answer instanceof CommandCompleteMessage) {
        const count = CHANGES.exec(answer.text)?.[2];
        if (count !== undefined) affected = Number(count);
      }
    }
    return { rows, affected };
  }

  #row(cells: readonly (string | null)[], fields: readonly Field[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    fields.forEach(({ name, type }, at) => {
      const cell = cells[at] ?? null;
      const parser = this.pglite.parsers[type];
      row[name] = cell === null ? null : parser ? parser(cell, type) : cell;
    });
    return row;
  }
}
