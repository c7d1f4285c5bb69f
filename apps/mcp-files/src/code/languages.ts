/** Language is how the syntax trees of a language are read. Node types are those of its tree-sitter grammar. */
export interface Language {
  readonly name: string;
  /** The grammar's name within the package that has it. */
  readonly grammar: string;
  /** Kinds of symbols, by the type of the node that declares one. */
  readonly symbols: Readonly<Record<string, string>>;
  /** Nodes that import, with the fields or types of the child that says what; without any the whole node says it. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
}

const SCRIPT = {
  symbols: {
    class_declaration: 'class',
    abstract_class_declaration: 'class',
    interface_declaration: 'interface',
    type_alias_declaration: 'type',
    enum_declaration: 'enum',
    internal_module: 'namespace',
    function_declaration: 'function',
    generator_function_declaration: 'function',
    function_signature: 'function',
    method_definition: 'method',
    abstract_method_signature: 'method',
    variable_declarator: 'variable',
  },
  imports: { import_statement: ['source'], export_statement: ['source'], call_expression: [] },
};

const PYTHON: Language = {
  name: 'Python',
  grammar: 'python',
  symbols: { class_definition: 'class', function_definition: 'function' },
  imports: { import_statement: ['name'], import_from_statement: ['module_name'] },
};

const GO: Language = {
  name: 'Go',
  grammar: 'go',
  symbols: {
    function_declaration: 'function',
    method_declaration: 'method',
    type_spec: 'type',
    type_alias: 'type',
    const_spec: 'constant',
    var_spec: 'variable',
  },
  imports: { import_spec: ['path'] },
};

const RUST: Language = {
  name: 'Rust',
  grammar: 'rust',
  symbols: {
    function_item: 'function',
    function_signature_item: 'function',
    struct_item: 'struct',
    enum_item: 'enum',
    union_item: 'union',
    trait_item: 'trait',
    impl_item: 'implementation',
    mod_item: 'module',
    const_item: 'constant',
    static_item: 'variable',
    type_item: 'type',
    macro_definition: 'macro',
  },
  imports: { use_declaration: ['argument'], extern_crate_declaration: ['name'] },
};

const JAVA: Language = {
  name: 'Java',
  grammar: 'java',
  symbols: {
    class_declaration: 'class',
    interface_declaration: 'interface',
    enum_declaration: 'enum',
    record_declaration: 'record',
    annotation_type_declaration: 'annotation',
    method_declaration: 'method',
    constructor_declaration: 'constructor',
  },
  imports: { import_declaration: ['scoped_identifier', 'identifier'] },
};

const TYPESCRIPT: Language = { name: 'TypeScript', grammar: 'typescript', ...SCRIPT };
const JAVASCRIPT: Language = { name: 'JavaScript', grammar: 'javascript', ...SCRIPT };

const BY_ENDING: Readonly<Record<string, Language>> = {
  ts: TYPESCRIPT,
  mts: TYPESCRIPT,
  cts: TYPESCRIPT,
  tsx: { name: 'TypeScript', grammar: 'tsx', ...SCRIPT },
  js: JAVASCRIPT,
  mjs: JAVASCRIPT,
  cjs: JAVASCRIPT,
  jsx: JAVASCRIPT,
  py: PYTHON,
  pyi: PYTHON,
  go: GO,
  rs: RUST,
  java: JAVA,
};

/** The endings of files whose language is known. */
export const ENDINGS = Object.keys(BY_ENDING);

/** languageOf tells a file's language by the ending of its name. */
export function languageOf(path: string): Language | undefined {
  const [, ending = ''] = /\.([a-z]+)$/.exec(path) ?? [];
  return Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
}
