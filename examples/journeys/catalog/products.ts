import type { Product } from '../../../catalog';

export const products = {
  'groove-wash': {
    name: 'Groove Wash',
    artist: 'our own bench',
    format: 'bottle',
    genre: 'Record care',
    year: 2026,
    price: 11.5,
    path: '/care/groove-wash',
    note: 'What we wash every second-hand record with. A quarter of a litre does about sixty sides.',
    sleeve: { ground: '#2f4858', ink: '#e9f5db' },
  },
} as const satisfies Record<string, Product>;
