import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';
import tseslint from 'typescript-eslint';

// Our rules are TypeScript; the transformer is there only while they load.
const unregister = register();
const { authorRules } = createRequire(import.meta.url)('./lint/author/index.ts');
unregister();

/** What a marketer edits: here our own rules explain what a journey may do. */
const JOURNEYS = ['workflows/**/*.ts', 'examples/journeys/*.ts', 'test/types/shop/**/*.ts'];

export default [
  {
    // The files of mistakes are linted by their own test, which wants each of them refused.
    ignores: ['node_modules/', 'coverage/', '.perennial/', 'test/types/shop/mistakes*.ts'],
  },
  { linterOptions: { noInlineConfig: true } },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': false },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // `catalog/` merges its vocabulary into the engine's empty interface.
      '@typescript-eslint/no-empty-object-type': [
        'error',
        { allowWithName: '^Catalog$', allowInterfaces: 'with-single-extends' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Names of the catalogue are `never` to a program without one.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // What we hand around are objects made of closures: their methods need no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // An interface of promises is often met by a function that has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name: one thing, one name.' },
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'Only cli/config.ts reads the environment; take what you need as an option.',
        },
      ],
    },
  },
  {
    // What looks unnecessary with this catalogue is needed with another.
    files: ['engine/**/*.ts'],
    rules: { '@typescript-eslint/no-unnecessary-type-assertion': 'off' },
  },
  {
    files: ['cli/**/*.ts', 'local/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // The room's face loads what starts a system only when it is called.
    files: ['local/index.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['cli/config.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name: one thing, one name.' },
      ],
    },
  },
  {
    // A describe block is a chapter, not a function.
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // Jest's matchers, put where a value is expected, are `any`.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // `@ts-expect-error` is how a test of types says what must not compile.
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true, 'ts-nocheck': true },
      ],
    },
  },
  { files: JOURNEYS, plugins: { journey: authorRules }, rules: authorRules.everyRule },
];
