// Rules as errors. Layering of modules is in .dependency-cruiser.cjs, rules that need types in .oxlintrc.json; here are the rules about single files.
import tseslint from 'typescript-eslint'
import reactHooks from 'eslint-plugin-react-hooks'

const waitFor = 'Wait for a condition instead (test/builders/wait.ts).'
const seeded = 'Import fc from test/builders/properties.ts: the same values in every run.'
const testRules = [
  { selector: 'CallExpression[callee.name="setTimeout"]', message: waitFor },
  { selector: 'CallExpression[callee.property.name="waitForTimeout"]', message: waitFor },
  {
    selector:
      'ImportDeclaration[source.value=/timers.promises/] > ImportSpecifier[imported.name="setTimeout"]',
    message: waitFor,
  },
  {
    selector:
      'CallExpression[callee.name="expect"] CallExpression[callee.object.name=/^(Date|performance)$/]',
    message: 'A busy machine takes longer: fake the clock, or compare with other work (timeOf).',
  },
  {
    selector:
      'MemberExpression[property.name=/^(skip|skipIf|runIf|todo)$/][object.name=/^(test|it|describe)$/]',
    message: 'Say what is needed (testNeeding, describeNeeding in test/builders/needs.ts).',
  },
  {
    selector:
      'CallExpression[callee.name="expect"] > AwaitExpression > CallExpression[callee.property.name=/^(innerText|allInnerTexts|textContent|count|is[A-Z][a-z]+|getAttribute|inputValue)$/]',
    message: 'A window shows it when it does: await expect.poll(() => …).',
  },
]

const throughCatalogue = 'A text for people goes through t, rich or msg (renderer/language).'
/** Letters that are no name. */
const text = '/^(?!\\s*(Relook|IoU)\\s*$|https?:)[^]*[A-Za-z]{2}/'
const said = 'aria-label|aria-roledescription|aria-valuetext|title|placeholder|alt|label|note|text|what'
const branches =
  ':matches(JSXExpressionContainer, JSXExpressionContainer > :matches(ConditionalExpression, LogicalExpression))'
const textRules = [
  `JSXElement[openingElement.name.name!=/^(code|kbd|pre)$/] > JSXText[value=${text}]`,
  `JSXFragment > JSXText[value=${text}]`,
  `:matches(JSXElement[openingElement.name.name!=/^(code|kbd|pre)$/], JSXFragment) > ${branches} > Literal[value=${text}]`,
  `JSXAttribute[name.name=/^(${said})$/] > Literal[value=${text}]`,
  `JSXAttribute[name.name=/^(${said})$/] > ${branches} > Literal[value=${text}]`,
].map((selector) => ({ selector, message: throughCatalogue }))

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.cache/**',
      'release/**',
      'training/**',
      'assets/**',
      // Declarations of what others made.
      '**/*.d.ts',
    ],
  },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // What a signature asks for but a function does not need is said with an underscore.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'max-lines': ['error', 400],
      'max-params': ['error', 4],
    },
  },
  {
    files: ['{app,main,renderer}/**/*.{ts,tsx}'],
    rules: { 'max-params': ['error', 3], 'max-lines-per-function': ['error', 60] },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['renderer/**/*.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...textRules] },
  },
  {
    files: ['main/cli.ts', 'main/cli/**', 'main/http/server.ts', 'scripts/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  // A test waits for what it wants to see and not for a while; one that cannot be run says so and is counted.
  {
    files: ['test/**/*.ts'],
    ignores: [
      'test/builders/wait.ts',
      'test/builders/needs.ts',
      'test/e2e-harness/{shoot,screenshots*}.ts',
      'test/bench/**',
      // The pauses of a client are its attack.
      'test/soak/**',
    ],
    rules: { 'no-restricted-syntax': ['error', ...testRules] },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/builders/properties.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'fast-check', message: seeded }] }] },
  },
  // Whole folders go away in one file, which looks at what it is told to remove.
  {
    files: ['main/**/*.ts'],
    ignores: ['main/store/own-folder.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.name=/^rm(Sync)?$/] > ObjectExpression > Property[key.name="recursive"]',
          message: 'Take folders away with removeTree or removeBeside (main/store/own-folder.ts).',
        },
      ],
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
)
