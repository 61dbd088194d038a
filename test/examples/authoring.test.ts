import { refusedByTheCompiler } from '../types/refusals';
import { FOLDER } from './sixteen';

test('the sixteen and their catalogue pass the compiler, in a program of their own', () => {
  expect(refusedByTheCompiler(FOLDER)).toEqual([]);
});
