import fc from 'fast-check';
import { concerns, fieldsEqual, matches } from '../../engine';

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const fields = fc.dictionary(fc.string(), scalar, { maxKeys: 4 });

describe('matching events', () => {
  test.each([
    [{ event: 'A' }, { name: 'A', properties: {} }, true],
    [{ event: 'A' }, { name: 'B', properties: {} }, false],
    [{ event: 'A', where: {} }, { name: 'A', properties: { x: 1 } }, true],
    [{ event: 'A', where: { x: 1 } }, { name: 'A', properties: { x: 1, y: 2 } }, true],
    [{ event: 'A', where: { x: 1 } }, { name: 'A', properties: { x: '1' } }, false],
    [{ event: 'A', where: { x: 1 } }, { name: 'A', properties: {} }, false],
    [{ event: 'A', where: { x: false } }, { name: 'A', properties: { x: 0 } }, false],
    [{ event: 'A', where: { x: 1, y: 2 } }, { name: 'A', properties: { x: 1, y: 3 } }, false],
  ])('%j against %j is %s', (match, event, expected) =>
    expect(matches(event, match)).toBe(expected),
  );

  test('fields equal themselves, and no longer once one differs', () => {
    fc.assert(
      fc.property(fields, fields, (where, more) => {
        expect(fieldsEqual({ ...more, ...where }, where)).toBe(true);
        for (const field of Object.keys(where)) {
          expect(fieldsEqual({ ...where, [field]: Symbol('other') }, where)).toBe(false);
        }
      }),
    );
  });
});

describe('the per rule', () => {
  const per = { field: 'order_id', value: 'o1' };
  test.each([
    [{ order_id: 'o1' }, per, true],
    [{ order_id: 'o2' }, per, false],
    [{}, per, true],
    [{ order_id: null }, per, true],
    [{ order_id: undefined }, per, true],
    [{ order_id: '' }, per, false],
    [{ order_id: 0 }, { field: 'order_id', value: 0 }, true],
    [{ order_id: '0' }, { field: 'order_id', value: 0 }, false],
    [{ order_id: false }, { field: 'order_id', value: 0 }, false],
    [{ order_id: 'o2' }, undefined, true],
  ])('%j with per %j concerns the run: %s', (properties, value, expected) =>
    expect(concerns(properties, value)).toBe(expected),
  );
});
