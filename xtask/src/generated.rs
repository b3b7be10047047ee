//! Files in the repository that are made from source.

use std::fs;

use status_tests::inventory::Inventory;

use crate::{Failure, cargo};

/// One generated file.
pub(crate) struct Generated {
    /// Below the top of the workspace.
    path: &'static str,
    content: fn() -> Result<String, Failure>,
}

/// The header of the C library.
pub(crate) const HEADER: Generated = Generated { path: "app/ffi/include/libstatus.h", content: header };

/// The methods of the API with the types of their parameters and results.
const OPENRPC: Generated = Generated { path: "docs/openrpc.json", content: || cargo::example_output("openrpc", &[]) };

/// The methods of the API for people.
const REFERENCE: Generated =
    Generated { path: "docs/api.md", content: || cargo::example_output("openrpc", &["--reference"]) };

/// What is with each method of status-go. It is read off the document, which is therefore made first.
const INVENTORY: Generated = Generated { path: "docs/inventory.md", content: inventory };

const ALL: [&Generated; 4] = [&HEADER, &OPENRPC, &REFERENCE, &INVENTORY];

impl Generated {
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let path = cargo::root().join(self.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, (self.content)()?)?;
        println!("{}", self.path);
        Ok(())
    }

    fn is_in_step(&self) -> Result<bool, Failure> {
        // A missing file differs too.
        let committed = fs::read_to_string(cargo::root().join(self.path)).unwrap_or_default();
        Ok(committed == (self.content)()?)
    }
}

pub(crate) fn write_all() -> Result<(), Failure> {
    ALL.iter().try_for_each(|generated| generated.write())
}

pub(crate) fn check_all() -> Result<(), Failure> {
    for generated in ALL {
        if !generated.is_in_step()? {
            return Err(format!("{} is not what its source gives; run `cargo xtask generate`", generated.path).into());
        }
        println!("{}: in step", generated.path);
    }
    Ok(())
}

fn header() -> Result<String, Failure> {
    let folder = cargo::root().join("app/ffi");
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml"))?;
    let bindings = cbindgen::Builder::new().with_crate(&folder).with_config(config).generate()?;
    let mut text = Vec::new();
    bindings.write(&mut text);
    Ok(String::from_utf8(text)?)
}

fn inventory() -> Result<String, Failure> {
    Ok(Inventory::read(&cargo::root())?.page())
}
