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
  'salt-letters': {
    name: 'Salt Letters',
    artist: 'Maren Holt',
    format: 'LP',
    genre: 'Folk',
    year: 2022,
    price: 18.98,
    path: '/records/salt-letters',
    note: 'One voice, one room, a harmonium that breathes. For the hour after the guests have left.',
    sleeve: { ground: '#5b6c5d', ink: '#f4f1de' },
  },
  'corner-table': {
    name: 'Corner Table',
    artist: 'The Lyle Street Five',
    format: 'CD',
    genre: 'Jazz',
    year: 1964,
    price: 12.98,
    path: '/records/corner-table',
    note: 'Taped in one night at the back of a diner. You can hear the plates, and you will not mind.',
    sleeve: { ground: '#26355d', ink: '#ffdb89' },
  },
} as const satisfies Record<string, Product>;

export type ProductName = keyof typeof products;

/** What we would put beside it at the counter, best first. */
export const goesWith: Readonly<Record<ProductName, readonly ProductName[]>> = {
  'night-ferry': ['salt-letters', 'small-hours'],
  'low-sun': ['corner-table', 'small-hours'],
  'small-hours': ['corner-table', 'night-ferry'],
  'paper-satellites': ['low-sun', 'salt-letters'],
  'salt-letters': ['night-ferry', 'paper-satellites'],
  'corner-table': ['low-sun', 'night-ferry'],
};
