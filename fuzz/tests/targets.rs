//! Every target holds for its corpus, and can be fuzzed.

use std::{fs, path::Path};

use status_fuzz::{damaged, inputs, targets};

#[test]
fn every_target_holds_for_its_inputs_and_damaged_copies_of_them() {
    for (name, target) in targets() {
        let inputs = inputs(name).unwrap_or_else(|error| panic!("corpus of {name}: {error}"));
        assert!(!inputs.is_empty(), "{name} has nothing to begin with");
        target(&[]);
        for input in inputs {
            target(&input);
            damaged(&input).for_each(|damaged| target(&damaged));
        }
    }
}

#[test]
fn targets_are_sorted_and_each_has_its_program_for_the_fuzzer() {
    assert!(targets().is_sorted_by(|(a, _), (b, _)| a < b));
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("libfuzzer/Cargo.toml")).unwrap();
    let (_, programs) = manifest.split_once("[[bin]]").unwrap();
    let named = programs.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    assert!(named.eq(targets().iter().map(|(name, _)| *name)), "fuzz/libfuzzer/Cargo.toml lists other targets");
}
