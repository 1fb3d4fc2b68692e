import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const everywhere = {
  eqeqeq: 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-console': ['error', { allow: ['warn', 'error'] }],
  // A function that does not fit a screen is usually two, a file past this is usually two rooms.
  'max-lines': ['error', { max: 800 }],
  'max-lines-per-function': ['error', { max: 100 }],
};

export default tseslint.config(
  { ignores: ['build/**', 'var/**', 'node_modules/**', 'web/dist/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules: everywhere },
  {
    // What runs in the browser: typed rules, so that a forgotten await is found.
    files: ['web/**/*.ts', 'web/**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // tsc knows the names better.
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      // The content security policy allows neither.
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Build elements instead of HTML text.',
        },
        {
          selector: "AssignmentExpression[left.property.name='innerHTML']",
          message: 'Build elements instead of HTML text.',
        },
      ],
    },
  },
  {
    files: ['*.ts'],
    extends: [tseslint.configs.strict],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['web/**/*.js', 'web/**/*.mjs'],
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker, ...globals.node } },
  },
  {
    // Tests and tools run in Node; page.evaluate() also speaks of the browser's names.
    files: ['test/**/*.mjs', 'tools/**/*.mjs', 'bench/**/*.mjs', '*.js', '*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      'no-console': 'off',
      // describe() holds a whole suite.
      'max-lines-per-function': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "ExpressionStatement > AwaitExpression > CallExpression[callee.name='axe']",
          message: 'It answers with what it found: assert that this is nothing.',
        },
        {
          selector: "CallExpression[callee.property.name='waitForTimeout']",
          message: 'Wait for what shows that it has come.',
        },
      ],
    },
  },
);
