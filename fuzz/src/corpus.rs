//! Inputs to begin with.

use std::{fs, io, path::Path};

/// The committed inputs of a target: a few from the golden vectors, and whatever once was found.
///
/// # Errors
/// If the folder of the target cannot be read.
pub fn inputs(name: &str) -> io::Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    files.sort();
    files.iter().map(fs::read).collect()
}

/// An input with a byte changed, with its end cut off, and with bytes behind its end; at up to 16 places.
pub fn damaged(input: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let step = input.len().div_ceil(16).max(1);
    (0..input.len()).step_by(step).flat_map(move |at| {
        let mut changed = input.to_vec();
        for byte in changed.iter_mut().skip(at).take(1) {
            *byte = byte.wrapping_add(0x81);
        }
        let cut = input.iter().copied().take(at).collect();
        let longer = input.iter().chain(input.iter().skip(at)).copied().collect();
        [changed, cut, longer]
    })
}
