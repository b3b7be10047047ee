//! The reference page of all methods, made from the table.

use std::fmt::Write as _;

use super::Table;

const HEAD: &str = "# Methods of the API

Made from the table of methods by `cargo xtask generate`; `openrpc.json` beside it has the types, and a running backend
gives the same as `rpc.discover`. Methods are called by `CallRPC` with their parameters in order. What is not listed is
answered with the error -32601.
";

/// The page as Markdown.
pub(crate) fn reference<C: 'static>(table: &Table<C>) -> String {
    let mut page = HEAD.to_owned();
    let mut current = None;
    for (name, method) in table.methods() {
        let namespace = name.split_once('_').map_or("rpc", |(namespace, _)| namespace);
        // Writing to a text cannot fail.
        if current != Some(namespace) {
            let _ = write!(page, "\n## {namespace}\n\n| method | parameters | |\n|---|---|---|\n");
            current = Some(namespace);
        }
        let params: Vec<String> = method.params.iter().map(|param| format!("`{param}`")).collect();
        let _ = writeln!(page, "| `{name}` | {} | {} |", params.join(", "), method.doc);
    }
    page
}
