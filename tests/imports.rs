//! The structure of `src/`: the import graph has no circle, no module imports a higher floor, the
//! binary is a separate crate and alone names flags, and every name is unique.
//!
//! The tests read the sources as text, without `#[cfg(test)]` code. An import is a `use`, or a path
//! in the code, that starts with `crate`, `super`, `self` or a child module. It counts as an import
//! of the file of the deepest module on the path: `crate::output::Jsonl` imports
//! `src/output/mod.rs`. The re-export of a child in a `mod.rs` does not count as an import.

// clippy takes only `#[test]` functions for tests.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

/// The top-level modules of the library, floor by floor. A module imports its own floor and those
/// above it in this list.
const FLOORS: &[&[&str]] = &[
    &["math", "terminal", "text_table", "error"],
    &[
        "stemmer",
        "tokenizer",
        "paragraphs",
        "article",
        "source_record",
        "verdict",
        "verdict_counts",
        "limits",
    ],
    &["files", "features", "corpus", "solver"],
    &["model"],
    &["classifier", "input"],
    &["evaluation", "output"],
    &["training", "pipeline", "inspection"],
    &["batch", "shards"],
];

/// The folder of the binary, which is a separate crate.
const BINARY: &str = "src/bin/adsift";

/// The Python package is another crate and is left out: its names may repeat those of the library.
const PYTHON: &str = "src/python";

/// File stems that may occur in several folders.
const FACES: [&str; 4] = ["mod", "main", "lib", "tests"];

/// Type names that may occur in several files.
const SHARED_TYPES: &[&str] = &[];

/// File stems, in addition to [`FACES`], that may occur in several folders.
const SHARED_STEMS: &[&str] = &[];

#[test]
fn imports_and_types_of_a_source_are_found() {
    let source = r##"
        // use crate::comment;
        /* use crate::comment; */
        pub use part::{Public, other as Name};
        use crate::{model::{self, file::load}, Article};
        use super::Face;
        use std::fmt;
        pub(in crate::model) struct Own<'a> { quote: char, text: &'a str }
        impl Trait for Own<'_> { type Item = self::part::Item; }
        fn run() { super::act('"', b'\'', "use crate::text; // no", crate::limits::MAX) }
        #[cfg(test)]
        mod tests { use crate::only_in_tests; struct Helper; }
        trait Last { type Item; }
    "##;
    let code = Code::without_tests(source);
    let children = BTreeSet::from(["part".to_owned()]);
    let imports: Vec<(String, bool)> = code
        .imports(&children)
        .into_iter()
        .map(|import| (import.path.join("::"), import.is_public))
        .collect();
    let expected = [
        ("part::Public", true),
        ("part::other", true),
        ("crate::model", false),
        ("crate::model::file::load", false),
        ("crate::Article", false),
        ("super::Face", false),
        ("std::fmt", false),
        ("self::part::Item", false),
        ("super::act", false),
        ("crate::limits::MAX", false),
    ];
    assert_eq!(imports, expected.map(|(path, is_public)| (path.to_owned(), is_public)));
    let types: Vec<String> = code.types().into_iter().map(|(name, _)| name).collect();
    assert_eq!(types, ["Own", "Last"]);
}

#[test]
fn import_graph_has_no_circle() {
    let library = Crate::read("src/lib.rs");
    let circles = circles(&library.imports());
    assert!(circles.is_empty(), "{}", report("circles of imports", &circles));
}

#[test]
fn no_module_imports_a_higher_floor() {
    let library = Crate::read("src/lib.rs");
    let mut wrong = Vec::new();
    let floors = FLOORS.concat();
    for module in library.modules() {
        if !floors.contains(&module.as_str()) {
            wrong.push(format!("`{module}` is on no floor of FLOORS"));
        }
    }
    for module in floors {
        if !library.modules().contains(module) {
            wrong.push(format!("FLOORS lists `{module}`, and src/lib.rs has no such module"));
        }
    }
    let floor = |file: &str| {
        let module = library.files[file].module.first()?;
        FLOORS.iter().position(|floor| floor.contains(&module.as_str()))
    };
    for (file, imports) in library.imports() {
        for (imported, line) in imports {
            if floor(&imported).is_some_and(|upper| floor(&file).is_some_and(|own| upper > own)) {
                wrong.push(format!("{file}:{line} imports {imported}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", report("imports of a higher floor", &wrong));
}

#[test]
fn architecture_shows_the_floors() {
    let document = fs::read_to_string(repository("ARCHITECTURE.md")).unwrap();
    for (floor, modules) in (1..).zip(FLOORS) {
        let start = format!("| {floor} | ");
        let row = document.lines().find_map(|line| line.strip_prefix(&start));
        let row = row.unwrap_or_else(|| panic!("ARCHITECTURE.md has no floor {floor}"));
        let names = row.trim_end_matches('|').split(',').map(|name| {
            let name = name.trim().trim_matches('`');
            name.trim_end_matches('/').trim_end_matches(".rs")
        });
        let (shown, expected): (BTreeSet<&str>, BTreeSet<&str>) =
            (names.collect(), modules.iter().copied().collect());
        assert_eq!(shown, expected, "floor {floor} of ARCHITECTURE.md");
    }
}

#[test]
fn texts_of_the_library_name_no_flag() {
    let mut wrong = Vec::new();
    for (path, code) in code_of_every_file() {
        for token in code.tokens.iter().filter(|token| token.text.contains('"')) {
            let mut parts = token.text.split("--").skip(1);
            if parts.any(|part| part.starts_with(|next: char| next.is_ascii_lowercase())) {
                wrong.push(format!("{path}:{} {}", token.line, token.text));
            }
        }
    }
    wrong.retain(|place| !place.starts_with(BINARY));
    assert!(wrong.is_empty(), "{}", report("flags in texts of the library", &wrong));
}

#[test]
fn binary_imports_its_own_modules_and_the_public_library() {
    let binary = Crate::read(&format!("{BINARY}/main.rs"));
    let mut wrong = Vec::new();
    for (path, file) in &binary.files {
        if !path.starts_with(BINARY) {
            wrong.push(format!("{path} is a module of the binary outside of {BINARY}"));
        }
        for import in file.code.imports(&file.children) {
            let is_own = |absolute: &[String]| absolute.len() < 2 || binary.deepest(absolute) > 0;
            if import.path[0] == "crate" && !is_own(&import.path[1..]) {
                let path = import.path.join("::");
                wrong.push(format!("{}:{} imports {path}", file.path, import.line));
            }
        }
        if file.code.tokens.iter().any(|token| token.text == "include") {
            wrong.push(format!("{path} includes another source"));
        }
    }
    assert!(wrong.is_empty(), "{}", report("imports of the binary", &wrong));
}

#[test]
fn type_names_are_unique() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, code) in code_of_every_file() {
        for (name, line) in code.types() {
            // One file may define a type twice, for two systems or features.
            let places = places.entry(name).or_default();
            if !places.iter().any(|place| place.starts_with(&format!("{path}:"))) {
                places.push(format!("{path}:{line}"));
            }
        }
    }
    let wrong = in_two_places(places, SHARED_TYPES);
    assert!(wrong.is_empty(), "{}", report("type names in several places", &wrong));
}

#[test]
fn file_names_are_unique() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, _) in code_of_every_file() {
        let stem = Path::new(&path).file_stem().unwrap().to_str().unwrap().to_owned();
        places.entry(stem).or_default().push(path);
    }
    let wrong = in_two_places(places, &[&FACES, SHARED_STEMS].concat());
    assert!(wrong.is_empty(), "{}", report("file names in several folders", &wrong));
}

#[test]
fn every_file_is_a_module() {
    let library = Crate::read("src/lib.rs");
    let binary = Crate::read(&format!("{BINARY}/main.rs"));
    let mut wrong: Vec<String> = code_of_every_file().into_keys().collect();
    wrong.retain(|path| !library.files.contains_key(path) && !binary.files.contains_key(path));
    assert!(wrong.is_empty(), "{}", report("files that no `mod` declares", &wrong));
}

/// The names with more than one place, and their places.
fn in_two_places(places: BTreeMap<String, Vec<String>>, shared: &[&str]) -> Vec<String> {
    let places = places
        .into_iter()
        .filter(|(name, places)| places.len() > 1 && !shared.contains(&name.as_str()));
    places.map(|(name, places)| format!("{name}: {}", places.join(", "))).collect()
}

fn report(what: &str, found: &[String]) -> String {
    format!("{} {what}:\n  {}", found.len(), found.join("\n  "))
}

/// For each file, the files it imports and the line of the first import of each.
type Graph = BTreeMap<String, BTreeMap<String, usize>>;

/// The shortest circle of each strongly connected group of files.
fn circles(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    let mut left: BTreeSet<&String> = graph.keys().collect();
    while let Some(start) = left.pop_first() {
        let reached = |from: &String| way(graph, from, start).is_some();
        let group: Vec<&String> = graph
            .keys()
            .filter(|file| reached(file) && way(graph, start, file).is_some())
            .collect();
        left.retain(|file| !group.contains(file));
        let rounds = group.iter().filter_map(|file| way(graph, file, file));
        if let Some(round) = rounds.min_by_key(Vec::len) {
            let steps: Vec<String> = round
                .windows(2)
                .map(|step| {
                    format!("{}:{} imports {}", step[0], graph[&step[0]][&step[1]], step[1])
                })
                .collect();
            let size = group.len();
            found.push(format!("of a group of {size} files:\n    {}", steps.join("\n    ")));
        }
    }
    found
}

/// The shortest way of one import or more from one file to another, both included.
fn way(graph: &Graph, from: &str, to: &str) -> Option<Vec<String>> {
    let mut queue = VecDeque::from([vec![from.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = queue.pop_front() {
        for next in graph[way.last()?].keys() {
            if seen.insert(next) {
                let way = [way.as_slice(), std::slice::from_ref(next)].concat();
                if next == to {
                    return Some(way);
                }
                queue.push_back(way);
            }
        }
    }
    None
}

/// The files that are reached by `mod` from a crate's root, tests left out.
struct Crate {
    files: BTreeMap<String, File>,
    /// The file of each module; the root is the module without a name.
    modules: BTreeMap<Vec<String>, String>,
}

struct File {
    path: String,
    module: Vec<String>,
    children: BTreeSet<String>,
    code: Code,
}

impl Crate {
    fn read(root: &str) -> Self {
        let mut all = Crate { files: BTreeMap::new(), modules: BTreeMap::new() };
        all.add(root.to_owned(), Vec::new());
        all
    }

    fn add(&mut self, path: String, module: Vec<String>) {
        let text = fs::read_to_string(repository(&path));
        let code = Code::without_tests(&text.unwrap_or_else(|error| panic!("{path}: {error}")));
        let children = code.declared_modules();
        for child in &children {
            let folder = folder_of_children(&path);
            let candidates = [format!("{folder}/{child}.rs"), format!("{folder}/{child}/mod.rs")];
            let file = candidates.into_iter().find(|file| repository(file).exists());
            let file =
                file.unwrap_or_else(|| panic!("{path} declares `mod {child}`: no such file"));
            self.add(file, [&module[..], std::slice::from_ref(child)].concat());
        }
        self.modules.insert(module.clone(), path.clone());
        self.files.insert(path.clone(), File { path, module, children, code });
    }

    fn modules(&self) -> &BTreeSet<String> {
        &self.files[&self.modules[&Vec::new()]].children
    }

    /// How many segments of a path from the root are modules.
    fn deepest(&self, absolute: &[String]) -> usize {
        (0..=absolute.len()).rev().find(|&end| self.modules.contains_key(&absolute[..end])).unwrap()
    }

    fn imports(&self) -> Graph {
        let of_file = |file: &File| {
            let mut found = BTreeMap::new();
            for import in file.code.imports(&file.children) {
                let Some(target) = self.resolve(file, &import.path) else {
                    continue;
                };
                let module = &self.files[&target].module;
                let is_own_child = module.starts_with(&file.module);
                let is_own_face = file.module.starts_with(module);
                if target != file.path
                    && !(is_own_child && import.is_public)
                    && !(is_own_face && module.is_empty())
                {
                    found.entry(target).or_insert(import.line);
                }
            }
            found
        };
        self.files.iter().map(|(path, file)| (path.clone(), of_file(file))).collect()
    }

    /// The file of this crate that a path in `file` leads to, if any.
    fn resolve(&self, file: &File, path: &[String]) -> Option<String> {
        let mut absolute = file.module.clone();
        let mut rest = path;
        while let Some((first, others)) = rest.split_first() {
            match first.as_str() {
                "crate" => absolute.clear(),
                "self" => {}
                "super" => drop(absolute.pop()),
                _ => break,
            }
            rest = others;
        }
        let is_relative = rest.len() < path.len();
        if !is_relative && !file.children.contains(&path[0]) {
            return None;
        }
        absolute.extend_from_slice(rest);
        let end = self.deepest(&absolute);
        let found = &self.modules[&absolute[..end]];
        if end == 0 && !absolute.is_empty() && file.path != *found {
            // A name in `src/lib.rs`, which only re-exports.
            let front = &self.files[found];
            let exports = front.code.imports(&front.children);
            let export = exports.iter().find(|export| export.path.last() == absolute.first());
            return export.and_then(|export| self.resolve(front, &export.path));
        }
        Some(found.clone())
    }
}

/// A path that a file names.
struct Import {
    path: Vec<String>,
    line: usize,
    is_public: bool,
}

struct Token {
    text: String,
    line: usize,
}

/// The words and signs of a source.
struct Code {
    tokens: Vec<Token>,
    /// Modules that only tests have.
    test_modules: BTreeSet<String>,
}

impl Code {
    fn without_tests(source: &str) -> Self {
        let mut code = Code { tokens: Vec::new(), test_modules: BTreeSet::new() };
        let mut tokens = tokens(source).into_iter().peekable();
        while let Some(token) = tokens.next() {
            code.tokens.push(token);
            const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
            let start = code.tokens.len().saturating_sub(MARK.len());
            if !code.tokens[start..].iter().map(|token| token.text.as_str()).eq(MARK) {
                continue;
            }
            code.tokens.truncate(start);
            // The item ends with its block, or with a semicolon outside of any bracket.
            let (mut depth, mut last) = (0, String::new());
            for token in tokens.by_ref() {
                match token.text.as_str() {
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" => depth -= 1,
                    _ => {}
                }
                if last == "mod" {
                    code.test_modules.insert(token.text.clone());
                }
                let is_end = token.text == "}" || token.text == ";";
                last = token.text;
                if depth == 0 && is_end {
                    break;
                }
            }
        }
        code
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    /// The modules with a separate file.
    fn declared_modules(&self) -> BTreeSet<String> {
        let modules =
            (0..self.tokens.len()).filter(|&at| self.text(at) == "mod" && self.text(at + 2) == ";");
        modules.map(|at| self.text(at + 1).to_owned()).collect()
    }

    fn imports(&self, children: &BTreeSet<String>) -> Vec<Import> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let before = at.checked_sub(1).map_or("", |before| self.text(before));
            if self.text(at) == "use" && self.text(at + 1) != "<" {
                let is_public = before == "pub" || before == ")";
                at = self.use_tree(at + 1, &mut Vec::new(), is_public, &mut found);
                continue;
            }
            let is_start = ["crate", "self", "super"].contains(&self.text(at))
                || children.contains(self.text(at));
            // Neither `pub(in crate::model)` nor the middle of a path is an import.
            let is_path = self.text(at + 1) == "::" && !["::", "in", "."].contains(&before);
            if is_start && is_path {
                let (line, mut path) = (self.tokens[at].line, vec![self.text(at).to_owned()]);
                while self.text(at + 1) == "::" && is_name(self.text(at + 2)) {
                    path.push(self.text(at + 2).to_owned());
                    at += 2;
                }
                found.push(Import { path, line, is_public: false });
            }
            at += 1;
        }
        found
    }

    /// Adds the paths of a `use` from here to its end, and returns where it ends.
    fn use_tree(
        &self,
        mut at: usize,
        prefix: &mut Vec<String>,
        is_public: bool,
        found: &mut Vec<Import>,
    ) -> usize {
        let length = prefix.len();
        let line = self.tokens[at].line;
        let mut has_branches = false;
        loop {
            match self.text(at) {
                "{" => {
                    has_branches = true;
                    while self.text(at) != "}" {
                        at += 1;
                        if self.text(at) != "}" {
                            at = self.use_tree(at, prefix, is_public, found);
                        }
                    }
                }
                "as" => at += 1,
                "," | "}" | ";" => break,
                name if is_name(name) && (name != "self" || prefix.is_empty()) => {
                    prefix.push(name.to_owned());
                }
                _ => {}
            }
            at += 1;
        }
        if !has_branches && !prefix.is_empty() {
            found.push(Import { path: prefix.clone(), line, is_public });
        }
        prefix.truncate(length);
        at
    }

    /// The types that are defined here, with their lines; associated types are left out.
    fn types(&self) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        // For each open brace, whether it holds the members of an `impl` or a trait.
        let mut blocks = Vec::new();
        let mut opens_members = false;
        for (at, token) in self.tokens.iter().enumerate() {
            let name = self.text(at + 1);
            match token.text.as_str() {
                "impl" => opens_members = true,
                "{" => {
                    blocks.push(opens_members);
                    opens_members = false;
                }
                "}" => drop(blocks.pop()),
                ";" => opens_members = false,
                "type" if blocks.last() == Some(&true) => {}
                "struct" | "enum" | "trait" | "type" if is_name(name) => {
                    found.push((name.to_owned(), token.line));
                    opens_members = token.text == "trait";
                }
                _ => {}
            }
        }
        found
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// The words and signs of a source; comments are left out, a literal is one word in quotes.
fn tokens(source: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest);
        let (text, after) = rest.split_at(length);
        if !first.is_whitespace() && !text.starts_with("//") && !text.starts_with("/*") {
            found.push(Token { text: text.to_owned(), line });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    found
}

/// The bytes of the first token, comment or white space.
fn token_length(text: &str) -> usize {
    let upto = |end: &str, from: usize| {
        text[from..].find(end).map_or(text.len(), |at| from + at + end.len())
    };
    let while_so =
        |is_so: fn(char) -> bool| text.find(|next: char| !is_so(next)).unwrap_or(text.len());
    let first = text.chars().next().unwrap();
    // The prefix of a literal, such as `br#`.
    let prefix = while_so(|next| "brc".contains(next));
    let hashes = text[prefix..].bytes().take_while(|&byte| byte == b'#').count();
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return upto("*/", 2);
    }
    if prefix > 0 && text[..prefix].ends_with('r') && text[prefix + hashes..].starts_with('"') {
        return upto(&format!("\"{}", "#".repeat(hashes)), prefix + hashes + 1);
    }
    if text[prefix..].starts_with('"') || text[prefix..].starts_with('\'') {
        return prefix + quoted_length(&text[prefix..]);
    }
    if first.is_whitespace() {
        return while_so(char::is_whitespace);
    }
    if first.is_alphanumeric() || first == '_' {
        return while_so(|next| next.is_alphanumeric() || next == '_');
    }
    if text.starts_with("::") { 2 } else { first.len_utf8() }
}

/// The bytes of a string, a character or a lifetime.
fn quoted_length(text: &str) -> usize {
    let quote = text.chars().next().unwrap();
    let mut characters = text.char_indices().skip(1).peekable();
    if quote == '\'' {
        let mut ahead = text.chars().skip(1);
        let (one, two) = (ahead.next(), ahead.next());
        if one != Some('\\') && two != Some('\'') {
            // A lifetime.
            return 1;
        }
    }
    while let Some((at, next)) = characters.next() {
        if next == '\\' {
            characters.next();
        } else if next == quote {
            return at + 1;
        }
    }
    text.len()
}

/// The code of every file of `src/` that is neither a test nor the Python package's.
fn code_of_every_file() -> BTreeMap<String, Code> {
    let mut paths = Vec::new();
    sources(&repository("src"), &mut paths);
    let root = repository("");
    let mut found = BTreeMap::new();
    let mut tests = BTreeSet::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let code = Code::without_tests(&text);
        let path = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let folder = folder_of_children(&path);
        for module in &code.test_modules {
            tests.insert(format!("{folder}/{module}.rs"));
            tests.insert(format!("{folder}/{module}/mod.rs"));
        }
        found.insert(path, code);
    }
    found.retain(|path, _| !tests.contains(path) && !path.starts_with(PYTHON));
    found
}

/// The folder in which a file's child modules lie.
fn folder_of_children(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap();
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    }
}

/// The Rust sources in a folder and all folders in it.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A path in the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
