//! Compiles the `.proto` files with a compiler written in Rust: no `protoc` has to be installed.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("proto");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    files.sort();
    let descriptors = protox::compile(&files, [folder])?;
    prost_build::Config::new()
        // Maps in key order, so that the same message always has the same bytes.
        .btree_map(["."])
        .compile_fds(descriptors)?;
    Ok(())
}
