import type { Product } from './types';

/** What the shop sells, by id. A few of its shelves. */
export const products = {
  'night-ferry': {
    name: 'Night Ferry',
    artist: 'The Harbour Lamps',
    format: 'LP',
    genre: 'Folk',
    year: 2024,
    price: 16.98,
    path: '/records/night-ferry',
    note: 'Two guitars, one upright bass and a storm outside the window. Side B is the one to stay up for.',
    sleeve: { ground: '#1f3a4d', ink: '#f3e6cf' },
  },
  'low-sun': {
    name: 'Low Sun',
    artist: 'Ines Calder Trio',
    format: 'CD',
    genre: 'Jazz',
    year: 2023,
    price: 14.98,
    path: '/records/low-sun',
    note: 'A piano trio that leaves room for the room. Our most played disc before opening time.',
    sleeve: { ground: '#c8553d', ink: '#fff4e2' },
  },
  'small-hours': {
    name: 'Small Hours, Big City',
    artist: 'Dorothea Vance',
    format: 'CD',
    genre: 'Soul',
    year: 1971,
    price: 12.98,
    path: '/records/small-hours-big-city',
    note: 'Lost for fifty years, remastered from the tapes. That voice needs no introduction twice.',
    sleeve: { ground: '#4b2e5a', ink: '#f7c873' },
  },
  'paper-satellites': {
    name: 'Paper Satellites',
    artist: 'Oslo Telephone',
    format: 'LP',
    genre: 'Electronic',
    year: 2025,
    price: 21.98,
    path: '/records/paper-satellites',
    note: 'Warm machines, patient drums. Best heard with the lights off and the volume up.',
    sleeve: { ground: '#22577a', ink: '#c7f9cc' },
  },
} as const satisfies Record<string, Product>;

export type ProductName = keyof typeof products;
